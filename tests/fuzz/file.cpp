// tests/fuzz/file.cpp -- no file crashes who reads it, its sums right or wrong (run under ASan).
//
// The sums are made right before each reading, so that what they protect is met by the reader; one
// input in 256 keeps its wrong ones. Without inputs it begins with a database of its own, which has
// something of everything. An input of 64 KiB is enough: -max_len=65536.
#include <tests/support/mutated_file.hpp>
#include <tests/support/recorded_file.hpp>

using namespace helios;
using namespace helios::testing;

namespace {

constexpr char const* path = "f.helios";

bytes const& seed_file() {
  static bytes const made = [] {
    recorded_file file = record({.steps = 12,
                                 .checkpoint_at = 6,
                                 .closed = true,
                                 .options = small_file_options(durability::full)});
    file.image.resize(static_cast<std::size_t>(file.log_end()) + 4096);
    return file.image;
  }();
  return made;
}

/// Any helios::error is an answer; every other exception ends the fuzzer.
void attempt_to(auto const& read) {
  try {
    static_cast<void>(read());
  } catch (error const&) {
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return mutate_file(seed_file(), data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  bytes const image = file_of_input(data, size);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  for (bool const read_only : {true, false}) {
    put_file(world, path, image);
    history::engine_options options = small_file_options(durability::off);
    options.read_only = read_only;
    attempt_to([&] {
      database db = open_in(world, path, options);
      attempt_to([&] { return content_of(db); });
      attempt_to([&] { return db.check(); });
      attempt_to([&] { return db.storage(); });
      attempt_to([&] {
        snapshot then = db.as_of(scn{3});
        return rows_of_story(then);
      });
      if (!read_only) attempt_to([&] { return db.execute("INSERT INTO item VALUES (-1)"); });
      return 0;
    });
  }
  return 0;
}
