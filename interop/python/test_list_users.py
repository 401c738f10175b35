import grpc
import older_client_pb2 as older
from directory import DEADLINE, DirectoryTestCase, field_violations, fresh_email, messages

INVALID = grpc.StatusCode.INVALID_ARGUMENT


class ListUsers(DirectoryTestCase):
    def setUp(self):
        super().setUp()
        if self.list(page_size=1).total < 200:
            self.fill(200)

    def fill(self, count):
        """More users."""
        requests = (messages.CreateUserRequest(email=fresh_email(), name="N") for _ in range(count))
        self.users.BatchCreateUsers(requests, timeout=DEADLINE)

    def list(self, **fields):
        return self.users.ListUsers(messages.ListUsersRequest(**fields), timeout=DEADLINE)

    def test_sizes(self):
        """gives 50 users unless asked for another number, and 100 at most"""
        for asked, given in ((0, 50), (1, 1), (7, 7), (100, 100), (101, 100), (2**31 - 1, 100)):
            self.assertEqual(len(self.list(page_size=asked).users), given, asked)

    def test_order(self):
        """gives users by id, page after page, without gap or repetition"""
        pages = [self.list(page=page, page_size=20) for page in (1, 2, 3)]
        ids = [user.id for page in pages for user in page.users]
        self.assertEqual(ids, sorted(set(ids)))
        self.assertEqual(ids, [user.id for user in self.list(page_size=60).users])
        self.assertEqual(self.list(page=0, page_size=20), pages[0])

    def test_total(self):
        """counts every user exactly, also after creates and deletes"""
        total = self.list(page_size=1).total
        created = [self.create() for _ in range(5)]
        self.assertEqual(self.list(page_size=1).total, total + 5)
        for user in created[:2]:
            self.users.DeleteUser(messages.DeleteUserRequest(user_id=user.id), timeout=DEADLINE)
        self.assertEqual(self.list(page_size=1).total, total + 3)

    def test_has_more(self):
        """says whether another page follows, also where the last page is full"""
        self.fill(-self.list(page_size=1).total % 100)
        total = self.list(page_size=1).total
        last = total // 100
        for page in (1, last - 1):
            self.assertTrue(self.list(page=page, page_size=100).has_more)
        end = self.list(page=last, page_size=100)
        self.assertEqual((len(end.users), end.has_more, end.next_page_token), (100, False, ""))
        beyond = self.list(page=last + 1, page_size=100)
        self.assertEqual((len(beyond.users), beyond.has_more, beyond.total), (0, False, total))

    def test_tokens(self):
        """leads by tokens past every user once, and gives a token exactly when more follow"""
        seen, token, total = [], "", self.list(page_size=1).total
        while True:
            page = self.list(page_size=100, page_token=token)
            seen += [user.id for user in page.users]
            self.assertEqual(page.has_more, page.next_page_token != "")
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(len(seen), total)
        self.assertEqual(seen, sorted(set(seen)))

    def test_older(self):
        """gives an older client the page it knows; tokens are on fields it does not know"""
        call = self.channel.unary_unary("/userservice.UserService/ListUsers")
        request = older.ListUsersRequest(page=2, page_size=10)
        answer = call(request.SerializeToString(), timeout=DEADLINE)
        page, today = older.ListUsersResponse.FromString(answer), self.list(page=2, page_size=10)
        self.assertEqual([user.email for user in page.users], [user.email for user in today.users])
        self.assertEqual((page.total, page.has_more), (today.total, True))
        # It keeps what it does not know, and loses nothing if it sends it on.
        self.assertNotEqual(today.next_page_token, "")
        again = messages.ListUsersResponse.FromString(page.SerializeToString())
        self.assertEqual(again, today)

    def test_negative(self):
        """refuses a negative page or size and names the field"""
        for field in ("page", "page_size"):
            with self.assertRaises(grpc.RpcError) as caught:
                self.list(**{field: -1})
            self.assertEqual(caught.exception.code(), INVALID)
            self.assertEqual(field_violations(caught.exception), [field])

    def test_bad_token(self):
        """refuses a token it did not make, and one changed by a character"""
        token = self.list(page_size=1).next_page_token
        changed = ("A" if token[0] != "A" else "B") + token[1:]
        for bad in ("nonsense", changed):
            with self.assertRaises(grpc.RpcError) as caught:
                self.list(page_token=bad)
            self.assertEqual(caught.exception.code(), INVALID)
            self.assertEqual(field_violations(caught.exception), ["page_token"])
