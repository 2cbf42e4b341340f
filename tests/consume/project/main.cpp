#include <helios/helios.hpp>

#include <cstdio>

int main() {
  std::uint64_t const sum = helios::checksum(helios::as_bytes("helios"));
  std::printf("helios %s, checksum %llx\n", HELIOS_VERSION_STRING,
              static_cast<unsigned long long>(sum));
}
