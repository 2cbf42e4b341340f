// Reliability 15: blocks of the file are right, but not in their place, or not of this file.
#include <tests/support/damaged_file.hpp>
#include <tests/support/run_size.hpp>

#include <algorithm>

using namespace helios;
using namespace helios::testing;

namespace {

constexpr std::size_t block = 4096;

recording big_file() {
  return {.seed = test::run_seed(),
          .steps = 120,
          .checkpoint_at = 60,
          .closed = true,
          .options = small_file_options(durability::full)};
}

auto block_at(bytes& image, std::size_t n) {
  return image.begin() + static_cast<std::ptrdiff_t>(n * block);
}

void copy_block(bytes const& from, std::size_t n, bytes& to, std::size_t at) {
  std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(n * block), block, block_at(to, at));
}

/// What holds of every change: no wrong answer, and where all could be read nothing had changed
/// that anything refers to.
void report(char const* what, damaged_file const& disk) {
  auto const& v = disk.result();
  WARN(what << ": of " << v.all() << " files " << v.detected << " were refused, " << v.harmless
            << " read right, " << v.silent << " gave a wrong answer");
  CHECK(v.silent == 0);
  CHECK(v.detected != 0);
}

}  // namespace

TEST_CASE("reliability 15: blocks that changed places are never read as what belongs there") {
  recording const how = big_file();
  INFO("seed " << how.seed);
  recorded_file const file = record(how);
  std::size_t const blocks = std::min<std::size_t>(64, file.log_end() / block);
  std::uint64_t const stride = test::run_size("SWAP_STRIDE", 19);  // of 2,016 pairs
  REQUIRE(blocks > 16);
  damaged_file disk(file, how.options, 20);
  std::uint64_t n = 0;
  for (std::size_t i = 0; i != blocks; ++i) {
    for (std::size_t k = i + 1; k != blocks; ++k) {
      if (n++ % stride != 0) continue;
      INFO("blocks " << i << " and " << k);
      bytes image = file.image;
      std::swap_ranges(block_at(image, i), block_at(image, i) + block, block_at(image, k));
      disk.judge(image);
    }
  }
  report("swapped", disk);
}

TEST_CASE("reliability 15: doubled, dropped and shifted blocks are never read as an answer") {
  recording const how = big_file();
  INFO("seed " << how.seed);
  recorded_file const file = record(how);
  std::size_t const blocks = file.log_end() / block;
  std::mt19937_64 random(how.seed);
  damaged_file disk(file, how.options, 20);
  std::uint64_t const rounds = test::run_size("MOVED_BLOCKS", 60);
  for (std::uint64_t n = 0; n != rounds; ++n) {
    std::size_t const from = random() % blocks;
    std::size_t const to = random() % blocks;
    INFO("round " << n << ", block " << from << ", place " << to);
    bytes image = file.image;
    switch (n % 3) {
      case 0: copy_block(file.image, from, image, to); break;
      case 1: image.erase(block_at(image, from), block_at(image, from) + block); break;
      default: image.insert(block_at(image, to), block_at(image, from), block_at(image, from) + 8);
    }
    disk.judge(image);
  }
  report("moved", disk);
}

TEST_CASE("reliability 15: blocks of another database, and of a branch, do not open here") {
  recording how = big_file();
  INFO("seed " << how.seed);
  recorded_file const file = record(how);
  recorded_file const other = record(how);  // the same statements, so the same places
  std::size_t const blocks = std::min(file.log_end(), other.log_end()) / block;
  damaged_file disk(file, how.options, 20);
  std::uint64_t const stride = test::run_size("FOREIGN_STRIDE", 2);
  for (std::size_t n = 0; n < blocks; n += stride) {
    INFO("block " << n);
    bytes image = file.image;
    copy_block(other.image, n, image, n);
    disk.judge(image);
  }
  report("of another file", disk);
}
