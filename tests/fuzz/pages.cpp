// tests/fuzz/pages.cpp -- no file crashes what storage and history do with it, its sums right or
// wrong (run under ASan and UBSan). As fuzz/file.cpp, without SQL above it: many more runs.
//
// Without inputs it begins with files of its own; -max_len=131072.
#include <tests/support/resealed_file.hpp>
#include <tests/support/walked_engine.hpp>

#include <cstdlib>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

using namespace helios;
using namespace helios::testing;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  static bytes const files[] = {walked_file(true), walked_file(false)};
  bytes const& file = files[seed % 2];
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

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  bytes image(reinterpret_cast<std::byte const*>(data),
              reinterpret_cast<std::byte const*>(data) + size);
  if (size != 0 && data[size - 1] != 0xff) reseal(image);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  walk_image(world, image);
  return 0;
}
