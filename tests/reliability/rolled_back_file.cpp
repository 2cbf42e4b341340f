// Reliability 15 and 16: parts of a file, or all of it, are as they were earlier.
#include <tests/support/damaged_file.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/thrown_error.hpp>

#include <algorithm>
#include <map>

using namespace helios;
using namespace helios::testing;

namespace {

constexpr char const* path = "r.helios";

/// The file after each of many openings, all closed in order, and what it held.
struct versions {
  std::vector<bytes> images;
  std::vector<std::string> contents;

  versions(std::uint64_t seed, std::size_t count) {
    storage::memory_vfs world(std::uint64_t{1} << 30);
    history::engine_options const options = small_file_options(durability::full);
    sql_story story(seed);
    for (std::size_t i = 0; i != count; ++i) {
      {
        database db = open_in(world, path, options);
        for (int k = 0; k != 3; ++k) story.step(db);
        contents.push_back(content_of(db));
      }
      images.push_back(read_file(world, path));
    }
  }
};

scn last_commit(database const& db) {
  scn last = db.newest();
  for (branch_report const& b : db.branches()) last = std::max(last, b.newest);
  return last;
}

}  // namespace

TEST_CASE("reliability 16: the front of one version on the rest of another is never a third one") {
  std::uint64_t const seed = test::run_seed();
  std::uint64_t const rounds = test::run_size("MIXED_VERSIONS", 300);
  INFO("seed " << seed);
  versions const all(seed, test::run_size("VERSIONS", 20));
  std::mt19937_64 random(seed);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  std::map<std::string, unsigned> ends;
  for (std::uint64_t n = 0; n != rounds; ++n) {
    std::size_t const head = random() % all.images.size();
    std::size_t const tail = random() % all.images.size();
    bytes const& front = all.images[head];
    std::uint64_t const seam = n % 3 == 0 ? 16384 : 4096 * (random() % (front.size() / 4096 + 1));
    INFO("round " << n << ": version " << head << " up to " << seam << ", then version " << tail);
    bytes image(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(seam));
    bytes const& rest = all.images[tail];
    if (seam < rest.size())
      image.insert(image.end(), rest.begin() + static_cast<std::ptrdiff_t>(seam), rest.end());
    for (bool const read_only : {true, false}) {
      put_file(world, path, image);
      history::engine_options options = small_file_options(durability::full);
      options.read_only = read_only;
      auto const found = attempt([&] {
        database db = open_in(world, path, options);
        std::string content = content_of(db);
        if (!db.check().empty()) content += "with problems";
        return content;
      });
      if (!found) {
        CHECK(found.error().sqlstate() == "XX001");
        ++ends["refused"];
        continue;
      }
      bool const whole = *found == all.contents[head] || *found == all.contents[tail];
      INFO(*found);
      CHECK(whole);
      ++ends[*found == all.contents[head] ? "as the front" : "as the rest"];
    }
  }
  for (auto const& [end, times] : ends) WARN(end << ": " << times);
  CHECK(ends["refused"] != 0);
}

TEST_CASE("reliability 15: single blocks of an earlier version are refused, or change nothing") {
  std::uint64_t const seed = test::run_seed();
  std::uint64_t const rounds = test::run_size("OLDER_BLOCKS", 300);
  INFO("seed " << seed);
  versions const all(seed, 20);
  std::mt19937_64 random(seed);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  bytes const& newest = all.images.back();
  unsigned refused = 0;
  for (std::uint64_t n = 0; n != rounds; ++n) {
    std::size_t const older = random() % (all.images.size() - 1);
    bytes const& from = all.images[older];
    std::size_t const at = 4096 * (n % 4 == 0 ? n / 4 % 4 : random() % (from.size() / 4096));
    INFO("round " << n << ": the block at " << at << " as it was in version " << older);
    bytes image = newest;
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(at), 4096,
                image.begin() + static_cast<std::ptrdiff_t>(at));
    for (bool const read_only : {true, false}) {
      put_file(world, path, image);
      history::engine_options options = small_file_options(durability::full);
      options.read_only = read_only;
      auto const found = attempt([&] {
        database db = open_in(world, path, options);
        return content_of(db);
      });
      if (!found) {
        CHECK(found.error().sqlstate() == "XX001");
        ++refused;
      } else {
        CHECK(*found == all.contents.back());
      }
    }
  }
  CHECK(refused != 0);
}

TEST_CASE("reliability 16: a closed file cut at the border of a commit is refused") {
  recording const how = closed_recording(test::run_seed(), 40);
  INFO("seed " << how.seed);
  recorded_file const file = record(how);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  for (recorded_state const& state : file.states) {
    INFO("cut at " << state.log_end);
    bytes image = file.image;
    image.resize(static_cast<std::size_t>(state.log_end));
    for (bool const zeros : {false, true}) {
      if (zeros) image.resize(file.image.size());
      put_file(world, path, image);
      CHECK(test::state_of([&] { return open_in(world, path, how.options); }) == "XX001");
    }
  }
}

TEST_CASE("reliability 16: a whole earlier version is refused when it is said what was seen") {
  versions const all(test::run_seed(), 6);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  history::engine_options options = small_file_options(durability::full);
  put_file(world, path, all.images.back());
  scn const seen = open_in(world, path, options).newest();
  for (std::size_t i = 0; i != all.images.size(); ++i) {
    INFO("version " << i);
    bytes const& image = all.images[i];
    for (bool const read_only : {true, false}) {
      put_file(world, path, image);
      options.read_only = read_only;
      options.expect_at_least = seen;
      if (i + 1 == all.images.size()) {
        database db = open_in(world, path, options);
        CHECK(content_of(db) == all.contents[i]);
        continue;
      }
      options.expect_at_least = std::nullopt;
      scn const ends = last_commit(open_in(world, path, options));
      put_file(world, path, image);
      options.expect_at_least = seen;
      auto const refused = test::thrown_by([&] { return open_in(world, path, options); });
      REQUIRE(refused);
      CHECK(refused->sqlstate() == "55000");
      // Its last commit may be another branch's.
      CHECK(refused->message() == "\"r.helios\" ends with SCN " + std::to_string(raw(ends)) +
                                      ", but SCN " + std::to_string(raw(seen)) + " has been seen");
      CHECK(read_file(world, path) == image);  // as it was
    }
  }
  options.expect_at_least = seen;
  options.read_only = false;
  CHECK(test::state_of([&] { return open_in(world, "missing.helios", options); }) == "58P01");
  CHECK_FALSE(world.identify("missing.helios"));
}

TEST_CASE("reliability 16: else it opens as what it is: nothing in it tells") {
  versions const all(test::run_seed(), 6);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  for (std::size_t i = 0; i != all.images.size(); ++i) {
    put_file(world, path, all.images[i]);
    database db = open_in(world, path, small_file_options(durability::full));
    CHECK(content_of(db) == all.contents[i]);
  }
}
