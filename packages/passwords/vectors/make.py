"""Makes vectors.json: hashes made by other implementations than those under test.

On Debian 12: apt-get install apache2-utils php-cli python3-argon2 python3-bcrypt python3-passlib
    pip install --target django "django==5.2.*"    # Debian 12 has 3.2, without scrypt
    PYTHONPATH=django /usr/bin/python3 packages/passwords/vectors/make.py > packages/passwords/vectors/vectors.json

Costs are low where nothing depends on them, for the sake of whoever runs the tests.
"""

import base64
import crypt
import hashlib
import json
import subprocess
import warnings

import argon2
import bcrypt
import django
import passlib
from django.conf import settings
from django.contrib.auth import hashers as django_hashers
from passlib.hash import argon2 as passlib_argon2
from passlib.hash import bcrypt as passlib_bcrypt
from passlib.hash import pbkdf2_sha1, pbkdf2_sha256, pbkdf2_sha512
from passlib.hash import scrypt as passlib_scrypt

warnings.simplefilter("ignore")
settings.configure(
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers." + name
        for name in (
            "PBKDF2PasswordHasher",
            "PBKDF2SHA1PasswordHasher",
            "Argon2PasswordHasher",
            "BCryptSHA256PasswordHasher",
            "BCryptPasswordHasher",
            "ScryptPasswordHasher",
        )
    ]
)
django.setup()

ASCII = "correct horse battery"
UNICODE = "pässwörd € 🔑 中文"
LONG = "0123456789" * 9  # past the 72 bytes that bcrypt looks at
PASSWORDS = (ASCII, UNICODE)

vectors = []


def vector(made, password, hashed):
    vectors.append({"made": made, "password": password, "hash": hashed})


def unpadded(data):
    return base64.b64encode(data).decode().rstrip("=")


def make_argon2():
    made = f"argon2-cffi {argon2.__version__}"
    kinds = (
        (argon2.Type.ID, 1, 19456, 2, 32, 16, 19),
        (argon2.Type.ID, 4, 4096, 3, 16, 8, 19),
        (argon2.Type.ID, 1, 1024, 1, 64, 32, 19),
        (argon2.Type.I, 1, 4096, 3, 32, 16, 19),
        (argon2.Type.I, 2, 4096, 4, 32, 16, 16),
        (argon2.Type.ID, 1, 8, 1, 32, 16, 16),
    )
    for kind, lanes, memory, time, tag, salt, version in kinds:
        for password in PASSWORDS:
            encoded = argon2.low_level.hash_secret(
                password.encode(),
                bytes(range(7, 7 + salt)),
                time_cost=time,
                memory_cost=memory,
                parallelism=lanes,
                hash_len=tag,
                type=kind,
                version=version,
            ).decode()
            vector(made, password, encoded)
            # The reference implementation up to 1.3's v=16 names no version.
            if version == 16:
                vector(f"{made}, its v=16 left out", password, encoded.replace("$v=16", ""))
    vector(f"passlib {passlib.__version__}", ASCII, passlib_argon2.using(rounds=2, memory_cost=1024).hash(ASCII))


def make_bcrypt():
    for password in (*PASSWORDS, LONG):
        for prefix in (b"2a", b"2b"):
            salt = bcrypt.gensalt(4, prefix)
            vector(f"bcrypt {bcrypt.__version__}", password, bcrypt.hashpw(password.encode(), salt).decode())
    for ident in ("2a", "2b", "2y"):
        vector(
            f"passlib {passlib.__version__}",
            UNICODE,
            passlib_bcrypt.using(rounds=5, ident=ident).hash(UNICODE),
        )
    for password in PASSWORDS:
        line = subprocess.run(
            ["htpasswd", "-nbBC", "5", "ada", password], check=True, capture_output=True, text=True
        ).stdout.strip()
        vector("htpasswd -nbBC 5 of apache2-utils, after the colon", password, line.split(":", 1)[1])
    vector("crypt(3) of libxcrypt", ASCII, crypt.crypt(ASCII, "$2b$05$abcdefghijklmnopqrstuu"))
    php = f'echo password_hash({json.dumps(ASCII)}, PASSWORD_BCRYPT, ["cost" => 5]);'
    made = subprocess.run(["php", "-r", php], check=True, capture_output=True, text=True).stdout
    vector("password_hash of PHP", ASCII, made)


def make_scrypt():
    for ln, r, p, tag in ((14, 8, 1, 32), (10, 8, 5, 64), (4, 1, 1, 32), (12, 16, 2, 16)):
        salt = bytes(range(16))
        for password in PASSWORDS:
            derived = hashlib.scrypt(password.encode(), salt=salt, n=1 << ln, r=r, p=p, dklen=tag, maxmem=1 << 28)
            vector("hashlib.scrypt of Python", password, f"$scrypt$ln={ln},r={r},p={p}${unpadded(salt)}${unpadded(derived)}")
            if tag == 32:
                parameters = f"{ln << 16 | r << 8 | p:x}"
                texts = (base64.b64encode(part).decode() for part in (salt, derived))
                vector("hashlib.scrypt of Python, as $s0$", password, f"$s0${parameters}${'$'.join(texts)}")
    for password in PASSWORDS:
        vector(f"passlib {passlib.__version__}", password, passlib_scrypt.using(rounds=10).hash(password))
        vector(f"passlib {passlib.__version__}, ident $7$", password, passlib_scrypt.using(rounds=10, ident="$7$").hash(password))
        vector("crypt(3) of libxcrypt", password, crypt.crypt(password, "$7$8/..../....abcdefgh.ABCD"))
    vector("crypt(3) of libxcrypt", ASCII, crypt.crypt(ASCII, crypt_salt_7()))


def crypt_salt_7():
    """N=2^10, r=3, p=2: numbers of 30 bits, six a character, the low ones first."""
    digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number = lambda n: "".join(digits[n >> shift & 63] for shift in range(0, 30, 6))
    return f"$7${digits[10]}{number(3)}{number(2)}NaCl"


def make_pbkdf2():
    for digest, rounds, tag in (("sha256", 1000, 32), ("sha1", 1000, 20), ("sha512", 1000, 64), ("sha256", 3, 64), ("sha512", 7, 32)):
        salt = b"\xfb\xff\xfe0123456789abc"
        for password in PASSWORDS:
            derived = hashlib.pbkdf2_hmac(digest, password.encode(), salt, rounds, tag)
            for parameters in (f"i={rounds}", f"i={rounds},l={tag}"):
                vector("hashlib.pbkdf2_hmac of Python", password, f"$pbkdf2-{digest}${parameters}${unpadded(salt)}${unpadded(derived)}")
    for scheme in (pbkdf2_sha1, pbkdf2_sha256, pbkdf2_sha512):
        for password in PASSWORDS:
            # A salt whose base64 has the character that passlib writes otherwise.
            vector(f"passlib {passlib.__version__}", password, scheme.using(rounds=1000, salt=b"\xfb\xff\xfe0123456789abc").hash(password))
    vector(f"passlib {passlib.__version__}, as it comes", ASCII, pbkdf2_sha256.hash(ASCII))


def make_django():
    made = f"Django {django.get_version()}"
    low = {"iterations": 1000, "rounds": 5, "work_factor": 1024, "memory_cost": 1024}
    for hasher in django_hashers.get_hashers():
        for name, cost in low.items():
            if hasattr(hasher, name):
                setattr(hasher, name, cost)
        is_bcrypt = hasher.algorithm.startswith("bcrypt")
        for password in (*PASSWORDS, LONG) if is_bcrypt else PASSWORDS:
            vector(made, password, django_hashers.make_password(password, hasher=hasher.algorithm))


for make in (make_argon2, make_bcrypt, make_scrypt, make_pbkdf2, make_django):
    make()

print(json.dumps(vectors, indent=2, ensure_ascii=False))
