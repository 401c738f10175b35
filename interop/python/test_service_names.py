import grpc
from directory import DEADLINE, DirectoryTestCase, fresh_email, messages

UNVERSIONED, VERSIONED = "userservice.UserService", "userservice.v1.UserService"


class ServiceNames(DirectoryTestCase):
    def call(self, service, method, request):
        """The bytes of an answer, or the code, message and details of a failure."""
        path = f"/{service}/{method}"
        try:
            return self.channel.unary_unary(path)(request.SerializeToString(), timeout=DEADLINE)
        except grpc.RpcError as error:
            details = dict(error.trailing_metadata()).get("grpc-status-details-bin")
            return error.code(), error.details(), details

    def test_same(self):
        """both names answer with the same bytes, and fail with the same status and details"""
        user = self.create()
        for method, request in (
            ("GetUser", messages.GetUserRequest(user_id=user.id)),
            ("GetUser", messages.GetUserRequest(user_id=2_000_000_000)),
            ("GetUser", messages.GetUserRequest(user_id=-1)),
            ("GetUserByEmail", messages.GetUserByEmailRequest(email=user.email)),
            ("CreateUser", messages.CreateUserRequest(email=user.email, name="Again")),
            ("ListUsers", messages.ListUsersRequest(page=1, page_size=3)),
            ("UpdateUser", messages.UpdateUserRequest(user=user)),
        ):
            answers = [self.call(service, method, request) for service in (UNVERSIONED, VERSIONED)]
            self.assertEqual(answers[0], answers[1], method)

    def test_one_directory(self):
        """a user created under one name is there under the other"""
        request = messages.CreateUserRequest(email=fresh_email(), name="V1")
        answer = self.call(VERSIONED, "CreateUser", request)
        created = messages.User.FromString(answer)
        got = self.users.GetUser(messages.GetUserRequest(user_id=created.id), timeout=DEADLINE)
        self.assertEqual(got, created)

    def test_unknown(self):
        """an unknown method or service is UNIMPLEMENTED"""
        request = messages.GetUserRequest(user_id=1)
        for service, method in ((UNVERSIONED, "Nothing"), ("userservice.v9.UserService", "GetUser")):
            self.assertEqual(
                self.call(service, method, request)[0], grpc.StatusCode.UNIMPLEMENTED
            )
