// tests/fuzz/pages.cpp -- no file crashes what storage and history do with it, its sums right or
// wrong (run under ASan and UBSan). As fuzz/file.cpp, without SQL above it: many more runs.
//
// Without inputs it begins with files of its own; -max_len=131072.
#include <tests/support/mutated_file.hpp>
#include <tests/support/walked_engine.hpp>

using namespace helios;
using namespace helios::testing;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  static bytes const files[] = {walked_file(true), walked_file(false)};
  return mutate_file(files[seed % 2], data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  bytes const image = file_of_input(data, size);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  walk_image(world, image);
  return 0;
}
