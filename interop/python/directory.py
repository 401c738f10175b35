"""What the tests share: a connection to the server under test and a few users."""

import itertools
import json
import os
import time
import unittest
import uuid

import grpc
from google.rpc import error_details_pb2, status_pb2
from userservice import user_service_pb2_grpc
from userservice.v1 import user_service_pb2 as messages

ADDRESS = os.environ["INTEROP_ADDRESS"]
LOG = os.environ["INTEROP_LOG"]
# No call of a test takes this long; one that hangs fails.
DEADLINE = 20

_emails = (f"python-{uuid.uuid4().hex[:8]}-{i}@example.com" for i in itertools.count())


def fresh_email():
    """An email that no other user has."""
    return next(_emails)


def connect():
    """A connection of its own: grpcio shares connections between channels unless told not to."""
    return grpc.insecure_channel(ADDRESS, options=[("grpc.use_local_subchannel_pool", 1)])


def error_info(error):
    """The google.rpc.ErrorInfo among an error's details."""
    trailers = dict(error.trailing_metadata())
    status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    info = error_details_pb2.ErrorInfo()
    unpacked = [detail for detail in status.details if detail.Unpack(info)]
    assert len(unpacked) == 1, status
    return status, info


def field_violations(error):
    """The fields named by the google.rpc.BadRequest among an error's details."""
    status = status_pb2.Status.FromString(
        dict(error.trailing_metadata())["grpc-status-details-bin"]
    )
    bad_request = error_details_pb2.BadRequest()
    for detail in status.details:
        if detail.Unpack(bad_request):
            return [violation.field for violation in bad_request.field_violations]
    return []


def eventually(condition, deadline=5):
    """Waits until the condition gives something true, and gives it back."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.01)
    raise AssertionError(f"not so after {deadline} s: {condition}")


def call_records(method):
    """What the server has logged so far of calls to a method, each once it had ended."""
    with open(LOG, encoding="utf8") as log:
        records = [json.loads(line) for line in log if line.endswith("}\n")]
    return [r for r in records if r.get("method") == f"userservice.UserService/{method}"]


class DirectoryTestCase(unittest.TestCase):
    """Tests with a connection and the stub of the unversioned service."""

    maxDiff = None

    def setUp(self):
        self.channel = connect()
        self.addCleanup(self.channel.close)
        self.users = user_service_pb2_grpc.UserServiceStub(self.channel)

    def another_connection(self):
        """The stub on a second connection."""
        channel = connect()
        self.addCleanup(channel.close)
        return user_service_pb2_grpc.UserServiceStub(channel)

    def create(self, name="Ada", **fields):
        """A new user."""
        request = messages.CreateUserRequest(email=fresh_email(), name=name, **fields)
        return self.users.CreateUser(request, timeout=DEADLINE)

    def unused_id(self):
        """An id that was given to a user who is no more."""
        user = self.create()
        self.users.DeleteUser(messages.DeleteUserRequest(user_id=user.id), timeout=DEADLINE)
        return user.id

    def assert_fails(self, code, message, call):
        """Asserts how a call fails, and gives the error."""
        with self.assertRaises(grpc.RpcError) as caught:
            call()
        self.assertEqual((caught.exception.code(), caught.exception.details()), (code, message))
        return caught.exception
