// tests/support/mutated_file.hpp -- what libFuzzer makes of a database file, its sums made right.
#pragma once

#include <tests/support/resealed_file.hpp>

#include <cstdint>
#include <cstring>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace helios::testing {

/// A custom mutator: begins with `file`, then changes a part, rarely all.
[[nodiscard]] inline std::size_t mutate_file(bytes const& file, std::uint8_t* data,
                                             std::size_t size, std::size_t most, unsigned seed) {
  if (size < 16384 && file.size() <= most) {
    std::memcpy(data, file.data(), file.size());
    size = file.size();
  }
  // Parts of it: what is inserted in front moves everything, and then nothing is met.
  if (size > 24 && seed % 16 != 0) {
    std::size_t const from = 24 + seed / 16 % (size - 24);
    std::size_t const part = std::min<std::size_t>(size - from, std::size_t{1} << seed / 64 % 7);
    LLVMFuzzerMutate(data + from, part, part);
    return size;
  }
  return LLVMFuzzerMutate(data, size, most);
}

/// An input as a file; one in 256 keeps its wrong sums.
[[nodiscard]] inline bytes file_of_input(std::uint8_t const* data, std::size_t size) {
  bytes image(reinterpret_cast<std::byte const*>(data),
              reinterpret_cast<std::byte const*>(data) + size);
  if (size != 0 && data[size - 1] != 0xff) reseal(image);
  return image;
}

}  // namespace helios::testing
