// tests/consume/two_files/first.cpp -- both files use the library; linked together they must agree.
#include <helios/helios.hpp>

#include <cstdio>

std::uint64_t checksum_in_second(helios::byte_view data);

int main() {
  helios::byte_view const data = helios::as_bytes("one definition of everything");
  if (helios::checksum(data, 7) == checksum_in_second(data)) return 0;
  std::puts("the two files computed different checksums of the same bytes");
  return 1;
}
