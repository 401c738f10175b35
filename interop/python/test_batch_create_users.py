import threading

import grpc
import older_client_pb2 as older
from directory import (
    DEADLINE,
    DirectoryTestCase,
    call_records,
    eventually,
    fresh_email,
    messages,
)


def entry(name="N", email=None):
    return messages.CreateUserRequest(email=fresh_email() if email is None else email, name=name)


class BatchCreateUsers(DirectoryTestCase):
    def test_large(self):
        """creates 50,000 users from one stream, repeats the first 1,000, and an older client reads the answer"""
        requests = [entry(f"User {i}") for i in range(50_000)]
        before = self.users.ListUsers(messages.ListUsersRequest(page_size=1), timeout=DEADLINE)
        call = self.channel.stream_unary(
            "/userservice.UserService/BatchCreateUsers",
            request_serializer=messages.CreateUserRequest.SerializeToString,
        )
        answer = call(iter(requests), timeout=60)

        response = messages.BatchCreateUsersResponse.FromString(answer)
        self.assertEqual((response.total, response.failed, response.has_more), (50_000, 0, True))
        self.assertEqual(len(response.failures), 0)
        self.assertEqual(
            [user.email for user in response.users], [r.email for r in requests[:1_000]]
        )

        for read in (older.ListUsersResponse, messages.ListUsersResponse):
            page = read.FromString(answer)
            self.assertEqual((page.total, page.has_more), (50_000, True))
            self.assertEqual(
                [(user.id, user.name) for user in page.users],
                [(user.id, user.name) for user in response.users],
            )

        after = self.users.ListUsers(messages.ListUsersRequest(page_size=1), timeout=DEADLINE)
        self.assertEqual(after.total, before.total + 50_000)
        last = messages.GetUserByEmailRequest(email=requests[-1].email)
        self.assertEqual(self.users.GetUserByEmail(last, timeout=DEADLINE).name, "User 49999")

    def test_failures(self):
        """makes a failure of each bad or duplicate entry, also within the stream, and stops nothing else"""
        taken, twice = self.create().email, fresh_email()
        requests = [
            entry("First", twice),
            entry("", ""),
            entry("Late", taken),
            entry("Twice", twice),
            entry("Last"),
        ]
        answer = self.users.BatchCreateUsers(iter(requests), timeout=DEADLINE)
        self.assertEqual([user.name for user in answer.users], ["First", "Last"])
        self.assertEqual((answer.total, answer.failed, answer.has_more), (2, 3, False))
        self.assertEqual(
            [(f.index, f.code, f.reason, f.message, f.email) for f in answer.failures],
            [
                (1, 3, "INVALID_REQUEST", "Email and name are required", ""),
                (2, 6, "EMAIL_TAKEN", "Email already registered", taken),
                (3, 6, "EMAIL_TAKEN", "Email already registered", twice),
            ],
        )

    def test_empty(self):
        """answers an empty stream with nothing"""
        answer = self.users.BatchCreateUsers(iter(()), timeout=DEADLINE)
        self.assertEqual(answer, messages.BatchCreateUsersResponse())

    def test_cancel(self):
        """keeps what was committed before a cancel, and ends on the server"""
        before = len(call_records("BatchCreateUsers"))
        request, ended = entry("Kept"), threading.Event()

        def requests():
            yield request
            ended.wait(DEADLINE)

        self.addCleanup(ended.set)
        call = self.users.BatchCreateUsers.future(requests(), timeout=DEADLINE)
        by_email = messages.GetUserByEmailRequest(email=request.email)

        def kept():
            try:
                return self.users.GetUserByEmail(by_email, timeout=DEADLINE)
            except grpc.RpcError:
                return None

        user = eventually(kept)
        call.cancel()
        record = eventually(lambda: call_records("BatchCreateUsers")[before:])[-1]
        self.assertEqual(record["status"], "CANCELLED")
        self.assertEqual(kept(), user)
