import time

import grpc
from directory import DEADLINE, DirectoryTestCase, error_info, field_violations, messages


class GetUser(DirectoryTestCase):
    def get(self, user_id):
        return self.users.GetUser(messages.GetUserRequest(user_id=user_id), timeout=DEADLINE)

    def test_values(self):
        """gives the user that was created, with all its fields"""
        before = int(time.time())
        created = self.create("Ada Lovelace")
        user = self.get(created.id)
        self.assertEqual(user, created)
        self.assertEqual((user.name, user.email), ("Ada Lovelace", created.email))
        self.assertIs(user.is_active, True)
        self.assertTrue(before <= user.created_at <= time.time() + 1, user.created_at)
        self.assertEqual((user.updated_at, user.revision), (user.created_at, 1))

    def test_unknown(self):
        """answers an unknown id with NOT_FOUND and says which"""
        user_id = 2_000_000_007
        error = self.assert_fails(
            grpc.StatusCode.NOT_FOUND, f"User {user_id} not found", lambda: self.get(user_id)
        )
        status, info = error_info(error)
        self.assertEqual((status.code, status.message), (5, f"User {user_id} not found"))
        self.assertEqual((info.reason, info.domain), ("USER_NOT_FOUND", "userservice"))

    def test_deleted(self):
        """answers the id of a deleted user with NOT_FOUND"""
        user_id = self.unused_id()
        self.assert_fails(
            grpc.StatusCode.NOT_FOUND, f"User {user_id} not found", lambda: self.get(user_id)
        )

    def test_not_positive(self):
        """answers an id that is not positive with INVALID_ARGUMENT and names the field"""
        for user_id in (0, -1, -(2**31)):
            with self.assertRaises(grpc.RpcError) as caught:
                self.get(user_id)
            self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
            self.assertEqual(error_info(caught.exception)[1].reason, "INVALID_REQUEST")
            self.assertEqual(field_violations(caught.exception), ["user_id"])
