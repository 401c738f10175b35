import grpc
from directory import (
    DEADLINE,
    DirectoryTestCase,
    call_records,
    error_info,
    eventually,
    messages,
)


class WatchUserUpdates(DirectoryTestCase):
    def watch(self, user_id, timeout=DEADLINE):
        return self.users.WatchUserUpdates(
            messages.UserUpdateRequest(user_id=user_id), timeout=timeout
        )

    def test_headers_first(self):
        """sends its headers before there is any update"""
        watch = self.watch(self.create().id)
        # Waits for the headers, and nothing else can come: nothing has changed.
        self.assertIsNotNone(watch.initial_metadata())
        self.assertTrue(watch.is_active())
        watch.cancel()

    def test_other_connection(self):
        """sees an update made by another connection"""
        user = self.create("Before")
        watch = self.watch(user.id)
        watch.initial_metadata()
        changed = messages.User(id=user.id, name="After")
        self.another_connection().UpdateUser(
            messages.UpdateUserRequest(user=changed), timeout=DEADLINE
        )
        update = next(watch)
        self.assertEqual(
            (update.user_id, update.field, update.old_value, update.new_value, update.revision),
            (user.id, "name", "Before", "After", 2),
        )
        self.assertGreaterEqual(update.timestamp, user.created_at)
        watch.cancel()

    def test_deleted(self):
        """shows every update in order, then deletion, then ends with OK"""
        user = self.create("One")
        watch = self.watch(user.id)
        watch.initial_metadata()
        other = self.another_connection()
        for change in (messages.User(id=user.id, name="Two"), messages.User(id=user.id)):
            paths = ["name"] if change.name else ["is_active"]
            request = messages.UpdateUserRequest(user=change)
            request.update_mask.paths.extend(paths)
            other.UpdateUser(request, timeout=DEADLINE)
        other.DeleteUser(messages.DeleteUserRequest(user_id=user.id), timeout=DEADLINE)
        seen = [(u.field, u.old_value, u.new_value, u.revision) for u in watch]
        self.assertEqual(
            seen,
            [
                ("name", "One", "Two", 2),
                ("is_active", "true", "false", 3),
                ("deleted", "false", "true", 4),
            ],
        )
        self.assertEqual(watch.code(), grpc.StatusCode.OK)

    def test_resume(self):
        """continues after a revision without gap or repetition"""
        user = self.create("N0")
        for i in range(1, 6):
            change = messages.User(id=user.id, name=f"N{i}")
            self.users.UpdateUser(messages.UpdateUserRequest(user=change), timeout=DEADLINE)
        request = messages.UserUpdateRequest(user_id=user.id, after_revision=3)
        watch = self.users.WatchUserUpdates(request, timeout=DEADLINE)
        self.assertEqual([next(watch).new_value for _ in range(3)], ["N3", "N4", "N5"])
        watch.cancel()

    def test_unknown(self):
        """answers an unknown user with NOT_FOUND"""
        user_id = self.unused_id() + 1_000_000_000
        error = self.assert_fails(
            grpc.StatusCode.NOT_FOUND,
            f"User {user_id} not found",
            lambda: list(self.watch(user_id)),
        )
        self.assertEqual(error_info(error)[1].reason, "USER_NOT_FOUND")

    def test_cancel(self):
        """ends on the server when the client cancels"""
        before = len(call_records("WatchUserUpdates"))
        watch = self.watch(self.create().id)
        watch.initial_metadata()
        watch.cancel()
        self.assertEqual(watch.code(), grpc.StatusCode.CANCELLED)
        ended = eventually(lambda: call_records("WatchUserUpdates")[before:])
        self.assertEqual(ended[-1]["status"], "CANCELLED")

    def test_deadline(self):
        """ends on the server when the client's deadline has passed"""
        before = len(call_records("WatchUserUpdates"))
        watch = self.watch(self.create().id, timeout=0.3)
        watch.initial_metadata()
        with self.assertRaises(grpc.RpcError) as caught:
            next(watch)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        ended = eventually(lambda: call_records("WatchUserUpdates")[before:])[-1]
        # Whichever notices first: the server's own clock, or the client's reset.
        self.assertIn(ended["status"], ("DEADLINE_EXCEEDED", "CANCELLED"))
        self.assertLess(ended["durationMs"], 2_000)
