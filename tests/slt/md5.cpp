#include <tests/support/slt/md5.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace helios::test;
using slt::md5_of;

TEST_CASE("MD5 gives the test suite of RFC 1321, appendix A.5") {
  CHECK(md5_of("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_of("a") == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(md5_of("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(md5_of("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(md5_of("abcdefghijklmnopqrstuvwxyz") == "c3fcd3d76192e4007dfb496cca67e13b");
  CHECK(md5_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
        "d174ab98d277d9f5a5611c2c9f419d9f");
  CHECK(md5_of("1234567890123456789012345678901234567890123456789012345678901234567890123456789"
               "0") == "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("MD5 of parts is MD5 of the whole") {
  random_source random;
  CAPTURE(random.seed);
  for (int i = 0; i != 200; ++i) {
    std::string whole(random.below(300), 'x');
    for (char& c : whole) c = static_cast<char>(random.engine());
    std::size_t const cut = random.below(whole.size() + 1);
    slt::md5 parts;
    parts.append(whole.substr(0, cut)).append(whole.substr(cut));
    REQUIRE(parts.hex() == md5_of(whole));
  }
}
