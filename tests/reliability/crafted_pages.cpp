// Reliability 19: pages and records made by somebody who means harm, their sums right, met by
// storage and history. Any answer and any error will do, soon and in little memory; a signal, a
// hang or another exception will not.
#include <tests/support/file_map.hpp>
#include <tests/support/forged_words.hpp>
#include <tests/support/harmless_call.hpp>
#include <tests/support/resealed_file.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/walked_engine.hpp>

#include <catch2/catch.hpp>

#include <random>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

namespace {

void check_walk(std::string const& what, byte_view image) {
  test::check_harmless(what, [&] {
    memory_vfs world(std::uint64_t{1} << 30);
    walk_image(world, image);
  });
}

/// Forgeries of one file, each other bytes in one place.
class forger {
 public:
  explicit forger(bytes image) : image_(std::move(image)) {}

  [[nodiscard]] bytes const& image() const noexcept { return image_; }
  template <class T>
  void put(std::string const& what, std::uint64_t at, T value) {
    bytes forged = image_;
    store(forged.data() + at, value);
    put(what + " at " + std::to_string(at) + " = " +
            std::to_string(static_cast<std::uint64_t>(value)),
        std::move(forged));
  }
  void put(std::string const& what, bytes forged) {
    reseal(forged);
    check_walk(what, forged);
    ++count_;
  }
  [[nodiscard]] unsigned count() const noexcept { return count_; }

 private:
  bytes image_;
  unsigned count_ = 0;
};

constexpr std::uint32_t lengths[] = {0x7fff'ffff, 0x8000'0000, 0xffff'ffff, 0xffff};

/// Runs whose rows and columns reach past their page, or into each other.
void forge_runs(forger& out) {
  for (std::uint64_t const run : nodes_of(out.image(), node_kind::run)) {
    auto const h = load<run_header>(out.image().data() + run + 8);
    if (h.columns < 7) continue;  // one of many columns, of each kind of keys
    for (std::uint64_t field = 8; field != 48; field += 4)
      out.put("field of a run", run + field, lengths[field / 4 % 4]);
    out.put("rows of a run", run + 8, h.rows + 1);
    out.put("columns of a run", run + 12, h.columns + 1);
    for (std::uint32_t i = 0; i != h.columns; ++i) {
      std::uint64_t const column = run + 48 + 64 * i;
      auto const c = load<run_column>(out.image().data() + column);
      out.put("type of a column", column + 4, static_cast<std::uint8_t>((i + 3) % 9));
      out.put("values of a column", column + 12, lengths[i % 4]);
      if (c.type == physical_type::boolean) out.put("a boolean", run + c.values, std::uint8_t{2});
      if (c.type != physical_type::bytes || h.rows < 2) continue;
      out.put("heap of a column", column + 16, lengths[i % 4]);
      out.put("an end that falls", run + c.values + 4, std::uint32_t{0x7fff'0000});
      out.put("a long value that is none", run + c.values, std::uint32_t{0x8000'0001});
    }
    return;
  }
}

/// References in a circle, to nodes of another level, to values, into nowhere.
void forge_references(forger& out) {
  auto const runs = nodes_of(out.image(), node_kind::run);
  auto const leaves = nodes_of(out.image(), node_kind::leaf);
  auto const inner = nodes_of(out.image(), node_kind::inner);
  REQUIRE(!leaves.empty());
  REQUIRE(inner.size() > 2);
  std::uint64_t value = 0;
  for (mapped_frame const& f : frames_of(out.image()))
    if (f.type == frame_type::value) value = f.payload;
  std::uint64_t const targets[] = {inner.front() | 1,
                                   inner.back() | 1,
                                   leaves.front() | 1,
                                   runs.front() | 1,
                                   value | 1,
                                   out.image().size() | 1,
                                   0,
                                   0x7fff'ffff'fff8,
                                   ~std::uint64_t{0},
                                   runs.front() | 9};
  for (std::uint64_t const to : targets) {
    for (std::uint64_t const node : {inner.front(), inner.back()})
      out.put("a child", node + inner_refs_at, to);
    out.put("a base", leaves.front() + leaf_base_at, to);
  }
  for (std::uint64_t const node : {inner[0], inner[1]}) {
    out.put("children of itself", node + inner_refs_at + 8, node | 1);
    for (std::uint8_t const level : {0, 2, 255}) out.put("a level", node + 2, level);
    for (std::uint64_t field = 8; field != 20; field += 4)
      out.put("field of an inner node", node + field, lengths[field / 4 % 4]);
    out.put("kind of keys", node + 1, std::uint8_t{1});
  }
  // Each child the same: a tree without end in few pages.
  for (std::uint64_t const node : inner) {
    bytes forged = out.image();
    auto const count = load<inner_header>(forged.data() + node + 8).count;
    for (std::uint32_t i = 1; i != count; ++i)
      std::memcpy(forged.data() + node + inner_refs_at + 8 * i,
                  forged.data() + node + inner_refs_at, 8);
    out.put("one child over and over", std::move(forged));
  }
  for (std::uint64_t field = 24; field != 48; field += 4)
    out.put("field of a leaf", leaves.front() + field, lengths[field / 4 % 4]);
  std::uint64_t const delta = leaves.front() + page_leaf_cold_at;
  for (std::uint64_t field = 32; field != 48; field += 4)
    out.put("field of a delta", delta + field, lengths[field / 4 % 4]);
  auto const places = load<run_header>(out.image().data() + delta + 8).delta;
  out.put("a position in the base", delta + places, std::uint16_t{0xfffe});
  out.put("a position in the base", delta + places, std::uint16_t{0});
}

/// Rows of the directory and roots: addresses, wild heights, a thousand million rows.
void forge_directory(forger& out) {
  std::vector<std::uint64_t> runs = nodes_of(out.image(), node_kind::run);
  for (std::uint64_t const leaf : nodes_of(out.image(), node_kind::leaf))
    runs.push_back(leaf + page_leaf_cold_at);
  for (std::uint64_t const run : runs) {
    auto const h = load<run_header>(out.image().data() + run + 8);
    if (h.fingerprint != directory_shape().fingerprint() || h.rows == 0) continue;
    run_view const view(out.image().data() + run);
    std::uint64_t const row = h.rows - 1;
    for (std::uint64_t const to :
         {std::uint64_t{64}, std::uint64_t{0x7fff'0000'0000}, run | 1, ~std::uint64_t{0}})
      out.put("root of a tree", run + view.column(0).values + 8 * row, to);
    for (std::uint64_t any = 0; any != h.rows; ++any)
      out.put("no root of a tree", run + view.column(0).values + 8 * any, std::uint64_t{0});
    out.put("rows of a tree", run + view.column(1).values + 8 * row, std::uint64_t{1'000'000'000});
    for (std::int16_t const height : {1, 2, 33, 255, 256, -1})
      out.put("height of a tree", run + view.column(2).values + 2 * row, height);
  }
  for (mapped_frame const& f : frames_of(out.image())) {
    if (f.type != frame_type::checkpoint) continue;
    for (std::uint64_t field = 8; field + 8 <= f.length; field += 8)
      for (std::uint64_t const value : {std::uint64_t{1}, f.payload, ~std::uint64_t{0}})
        out.put("field of a checkpoint", f.payload + field, value);
  }
}

/// Commits and events of the log.
void forge_records(forger& out) {
  unsigned commits = 0;
  for (mapped_frame const& f : frames_of(out.image())) {
    bool const event = f.type == frame_type::branch || f.type == frame_type::registry;
    if (!event && (f.type != frame_type::commit || commits++ > 3)) continue;
    // Numbers are varints: long ones, and lengths of more than there is.
    for (std::uint64_t at = 8; at < std::min<std::uint64_t>(f.length, 40); at += event ? 1 : 3)
      out.put("byte of a record", f.payload + at, std::uint8_t{0xff});
    for (std::uint64_t at = 9; event && at < std::min<std::uint64_t>(f.length, 20); ++at)
      out.put("byte of an event", f.payload + at, std::uint8_t{2});
    if (f.type == frame_type::commit)
      for (std::uint64_t const value : {std::uint64_t{1} << 63, ~std::uint64_t{0} >> 1})
        out.put("time of a commit", f.payload + 8, value);
  }
  // Commits that come twice, of the future, of other branches.
  for (mapped_frame const& f : frames_of(out.image())) {
    if (f.type != frame_type::commit) continue;
    std::uint64_t const header = f.payload - frame_header_bytes;
    auto const at = load<std::uint64_t>(out.image().data() + header + 16);
    for (std::uint64_t const scn : {at - 1, at - 2, at + 1, at + 1000, std::uint64_t{1} << 63})
      out.put("SCN of a commit", header + 16, scn);
    auto const branch = load<std::uint32_t>(out.image().data() + header + 8);
    for (std::uint32_t const other : {branch ^ 1, branch ^ 3, 7U})
      out.put("branch of a commit", header + 8, other);
  }
  for (mapped_frame const& f : frames_of(out.image())) {
    if (f.type == frame_type::epoch)
      for (std::uint64_t field = 0; field != 48; field += 8)
        out.put("field of an epoch", f.payload + field, f.payload - frame_header_bytes);
  }
  auto const all = frames_of(out.image());
  for (std::size_t i = 0; i < all.size(); i += 7)
    for (std::uint32_t const length : lengths)
      out.put("length of a frame", all[i].payload - frame_header_bytes, length);
}

}  // namespace

TEST_CASE("reliability 19: a file that nobody forged is resealed as it was") {
  for (bool const closed : {true, false}) {
    bytes const image = walked_file(closed);
    bytes same = image;
    reseal(same);
    CHECK(same == image);  // else the forgeries below are noise
    memory_vfs world(std::uint64_t{1} << 30);
    put_file(world, "w", image);
    auto e = history::engine::open(world, "w", small_file_options(durability::off));
    CHECK_NOTHROW(e->check());
    CHECK_NOTHROW(e->report());
    CHECK_NOTHROW(e->vacuum({.keep = scn{6}}));
    CHECK_NOTHROW(e->check());
    CHECK_NOTHROW(e->close());
    e.reset();  // it holds the lock
    auto const again = history::engine::open(world, "w", small_file_options(durability::off));
    CHECK_NOTHROW(again->check());
    CHECK_NOTHROW(again->report());
  }
}

TEST_CASE("reliability 19: forged runs, references, directories and records") {
  forger out(walked_file(true));
  SECTION("runs") {
    forge_runs(out);
    CHECK(out.count() >= 30);
  }
  SECTION("references") {
    forge_references(out);
    CHECK(out.count() >= 60);
  }
  SECTION("directories") {
    forge_directory(out);
    CHECK(out.count() >= 40);
  }
  SECTION("records") {
    forge_records(out);
    CHECK(out.count() >= 40);
  }
}

TEST_CASE("reliability 19: words of a file forged at random") {
  std::uint64_t const forgeries = test::run_size("FORGED_WORDS", 300);
  std::mt19937_64 random(test::run_seed());
  bytes const files[] = {walked_file(true), walked_file(false)};
  for (std::uint64_t n = 0; n != forgeries; ++n) {
    bytes image = files[n % 2];
    forge_words(image, image.size(), random);
    reseal(image);
    check_walk("seed " + std::to_string(test::run_seed()) + ", forgery " + std::to_string(n),
               image);
  }
}
