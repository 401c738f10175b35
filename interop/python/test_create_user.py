import grpc
import older_client_pb2 as older
from directory import (
    DEADLINE,
    DirectoryTestCase,
    error_info,
    field_violations,
    fresh_email,
    messages,
)

INVALID = grpc.StatusCode.INVALID_ARGUMENT


class CreateUser(DirectoryTestCase):
    def post(self, **fields):
        return self.users.CreateUser(messages.CreateUserRequest(**fields), timeout=DEADLINE)

    def test_values(self):
        """gives an active user at revision 1 with the next id"""
        first, second = self.create("Ada"), self.create("Bob", password="correct horse")
        self.assertGreater(first.id, 0)
        self.assertGreater(second.id, first.id)
        self.assertEqual((second.name, second.is_active, second.revision), ("Bob", True, 1))

    def test_required(self):
        """refuses an empty email or name with the sentence that older clients know"""
        for fields in ({}, {"email": fresh_email()}, {"name": "Ada"}, {"email": " ", "name": "\t"}):
            error = self.assert_fails(
                INVALID, "Email and name are required", lambda fields=fields: self.post(**fields)
            )
            self.assertEqual(error_info(error)[1].reason, "INVALID_REQUEST")

    def test_taken(self):
        """refuses a taken email with ALREADY_EXISTS, in whatever case it is written"""
        email = self.create().email
        for again in (email, email.upper(), f"  {email}\n"):
            error = self.assert_fails(
                grpc.StatusCode.ALREADY_EXISTS,
                "Email already registered",
                lambda again=again: self.post(email=again, name="Other"),
            )
            self.assertEqual(error_info(error)[1].reason, "EMAIL_TAKEN")

    def test_trimmed(self):
        """trims text at its ends"""
        email = fresh_email()
        user = self.post(email=f" \t{email}\n", name="  Grace Hopper ")
        self.assertEqual((user.email, user.name), (email, "Grace Hopper"))

    def test_violations(self):
        """names each field that is at fault"""
        with self.assertRaises(grpc.RpcError) as caught:
            self.post(email="nowhere", name="N" * 201, password="short")
        self.assertEqual(caught.exception.code(), INVALID)
        self.assertEqual(
            sorted(field_violations(caught.exception)), ["email", "name", "password"]
        )

    def test_unicode(self):
        """keeps text of every script"""
        name = "Ærøskøbing 山田太郎 🧑‍🚀"
        self.assertEqual(self.create(name).name, name)

    def test_older(self):
        """takes an older client's bytes, and its answer begins with the fields that client knows"""
        call = self.channel.unary_unary("/userservice.UserService/CreateUser")
        email = fresh_email()
        request = older.CreateUserRequest(email=email, name="Old", password="long enough")
        user = older.User.FromString(call(request.SerializeToString(), timeout=DEADLINE))
        self.assertEqual((user.email, user.name, user.is_active), (email, "Old", True))
        self.assertGreater(user.id, 0)
        self.assertGreater(user.created_at, 0)
