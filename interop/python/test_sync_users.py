import queue

import grpc
from directory import DEADLINE, DirectoryTestCase, call_records, eventually, messages


class SyncUsers(DirectoryTestCase):
    def sync(self, timeout=DEADLINE):
        """A stream that is written to by hand: None ends it."""
        ids = queue.Queue()
        self.addCleanup(ids.put, None)
        requests = (messages.GetUserRequest(user_id=i) for i in iter(ids.get, None))
        return ids, self.users.SyncUsers(requests, timeout=timeout)

    def test_before_end(self):
        """answers each id before the request stream ends"""
        created = [self.create(f"N{i}") for i in range(3)]
        ids, answers = self.sync()
        for user in created:
            # Nothing more is sent until this is answered.
            ids.put(user.id)
            self.assertEqual(next(answers), user)
        ids.put(None)
        self.assertEqual(list(answers), [])
        self.assertEqual(answers.code(), grpc.StatusCode.OK)

    def test_order(self):
        """answers in the order asked, an id as often as it is asked, and skips the unknown"""
        a, b, c = (self.create(name) for name in "ABC")
        unknown = self.unused_id()
        asked = [c.id, unknown, a.id, 0, -1, b.id, c.id, 2_000_000_000]
        requests = (messages.GetUserRequest(user_id=i) for i in asked)
        names = [user.name for user in self.users.SyncUsers(requests, timeout=DEADLINE)]
        self.assertEqual(names, ["C", "A", "B", "C"])

    def test_many(self):
        """answers 5,000 ids of one stream in their order"""
        wanted = [self.create(f"N{i}").id for i in range(50)] * 100
        requests = (messages.GetUserRequest(user_id=i) for i in wanted)
        seen = [user.id for user in self.users.SyncUsers(requests, timeout=DEADLINE)]
        self.assertEqual(seen, wanted)

    def test_cancel(self):
        """ends on the server when the client cancels"""
        before = len(call_records("SyncUsers"))
        ids, answers = self.sync()
        user = self.create()
        ids.put(user.id)
        self.assertEqual(next(answers), user)
        answers.cancel()
        record = eventually(lambda: call_records("SyncUsers")[before:])[-1]
        self.assertEqual((record["status"], record["messagesSent"]), ("CANCELLED", 1))

    def test_deadline(self):
        """ends on the server when the client's deadline has passed"""
        before = len(call_records("SyncUsers"))
        _, answers = self.sync(timeout=0.3)
        with self.assertRaises(grpc.RpcError) as caught:
            next(answers)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        record = eventually(lambda: call_records("SyncUsers")[before:])[-1]
        self.assertIn(record["status"], ("DEADLINE_EXCEEDED", "CANCELLED"))
        self.assertLess(record["durationMs"], 2_000)
