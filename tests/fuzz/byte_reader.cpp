// tests/fuzz/byte_reader.cpp -- no sequence of reads passes the end of any input (run under ASan).
#include <helios/base/bytes.hpp>

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  helios::byte_view const input(reinterpret_cast<std::byte const*>(data), size);
  helios::byte_reader reader(input);
  std::uint64_t seen = 0;
  try {
    while (!reader.done()) {
      switch (reader.get<std::uint8_t>() % 4) {
        case 0: seen += reader.get_varint(); break;
        case 1: seen += reader.get<std::uint32_t>(); break;
        case 2: seen += reader.get<std::uint64_t>(); break;
        case 3:
          for (std::byte b : reader.get_sized()) seen += static_cast<std::uint64_t>(b);
          break;
      }
    }
  } catch (helios::error const& e) {
    if (e.code() != helios::errc::data_corrupted) std::abort();
  }
  volatile std::uint64_t const keep = seen;  // else the reads may be optimised away
  static_cast<void>(keep);
  return 0;
}
