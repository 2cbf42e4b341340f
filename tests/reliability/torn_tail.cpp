// Reliability 5: the tail of a file holds other bytes than were written there.
#include <tests/support/recorded_file.hpp>
#include <tests/support/run_size.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace helios;
using namespace helios::testing;

namespace {

constexpr char const* path = "r.helios";

enum class filling { zeros, ones, random, older, foreign, moved, count };

/// One file whose tail was never synced, and what may be mistaken for it.
struct torn_files {
  recorded_file file;     // begun as `older`, cut, and gone on with otherwise
  bytes older;            // what had been written there before that
  recorded_file foreign;  // another database, of the same statements

  explicit torn_files(std::uint64_t seed) {
    recording how{.seed = seed, .steps = 25, .options = small_file_options(durability::off)};
    recorded_file const before = record(how);
    older = before.image;
    foreign = record(how);

    storage::memory_vfs world(std::uint64_t{1} << 30);
    put_file(world, path, byte_view(older).first(before.states[12].log_end));
    auto const in = open_instance(world, path, how.options);
    database db = database_on(in);
    auto const remember = [&] {
      file.states.push_back({in->engine->file().end(), in->engine->last_commit(), content_of(db)});
    };
    remember();
    for (int i = 0; i != 20; ++i) {
      db.execute("INSERT INTO item VALUES ($1, NULL, 3, repeat('b', $2))", 5000 + i, i * 37 % 300);
      remember();
    }
    file.durable_end = known_durable(world, path);
    file.image = read_file(world, path);
  }
};

}  // namespace

TEST_CASE("reliability 5: wrong bytes in the tail are never taken for commits") {
  std::uint64_t const seed = test::run_seed();
  std::uint64_t const rounds = test::run_size("TORN_TAILS", 400);
  INFO("seed " << seed);
  torn_files const from(seed);
  std::mt19937_64 random(seed);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  history::engine_options const options = small_file_options(durability::off);
  recorded_file const& file = from.file;
  REQUIRE(file.log_end() > file.durable_end + 2000);
  for (std::uint64_t n = 0; n != rounds; ++n) {
    auto const how = static_cast<filling>(n % static_cast<std::uint64_t>(filling::count));
    std::uint64_t const block = random() % 2 == 0 ? 512 : 4096;
    std::uint64_t const end = (file.log_end() + block - 1) / block * block;
    std::uint64_t const begin = std::max(end - (1 + random() % 3) * block, file.durable_end);
    INFO("round " << n << ", filling " << static_cast<int>(how) << ", from " << begin);
    bytes image = file.image;
    image.resize(std::max<std::size_t>(image.size(), end + 65536));
    auto const fill = [&](auto const& what) {
      for (std::uint64_t at = begin; at != end; ++at) image[at] = what(at);
    };
    auto const of = [](bytes const& all, std::uint64_t at) {
      return at < all.size() ? all[at] : std::byte{0};
    };
    switch (how) {
      case filling::zeros: fill([](auto) { return std::byte{0}; }); break;
      case filling::ones: fill([](auto) { return std::byte{0xff}; }); break;
      case filling::random: fill([&](auto) { return static_cast<std::byte>(random()); }); break;
      case filling::older: fill([&](auto at) { return of(from.older, at); }); break;
      case filling::foreign: fill([&](auto at) { return of(from.foreign.image, at); }); break;
      case filling::moved: {  // a commit of this very file, at the end of the log
        std::size_t const k = random() % (file.states.size() - 1);
        auto const first = file.image.begin() + static_cast<std::ptrdiff_t>(file.states[k].log_end);
        auto const last =
            file.image.begin() + static_cast<std::ptrdiff_t>(file.states[k + 1].log_end);
        std::copy(first, last, image.begin() + static_cast<std::ptrdiff_t>(file.log_end()));
        break;
      }
      case filling::count: break;
    }
    std::uint64_t wrong_from = 0;
    while (wrong_from != file.image.size() && image[wrong_from] == file.image[wrong_from])
      ++wrong_from;
    put_file(world, path, image);
    try {
      database db = open_in(world, path, options);
      std::string const found = content_of(db);
      // At least what lies before the first wrong byte; bytes between frames mean nothing.
      bool known = false;
      for (std::size_t k = file.state_below(wrong_from); k != file.states.size(); ++k)
        known |= found == file.states[k].content;
      INFO(found);
      REQUIRE(known);
      REQUIRE(db.check().empty());
    } catch (error const& e) {
      FAIL(e.sqlstate() << " " << e.message() << " " << e.detail());
    }
  }
}

TEST_CASE("reliability 5: a commit of another file, where the next one would be, is not taken") {
  std::uint64_t const seed = test::run_seed();
  INFO("seed " << seed);
  history::engine_options const options = small_file_options(durability::off);
  recording const how{.seed = seed, .steps = 25, .options = options};
  recorded_file const mine = record(how);
  recorded_file const other = record(how);  // the same statements at the same offsets
  storage::memory_vfs world(std::uint64_t{1} << 30);
  for (std::size_t k = 0; k + 1 != mine.states.size(); ++k) {
    INFO("state " << k);
    REQUIRE(mine.states[k].log_end == other.states[k].log_end);
    if (mine.states[k].log_end < mine.durable_end) continue;
    bytes image(mine.image.begin(),
                mine.image.begin() + static_cast<std::ptrdiff_t>(mine.states[k].log_end));
    image.insert(image.end(),
                 other.image.begin() + static_cast<std::ptrdiff_t>(other.states[k].log_end),
                 other.image.end());
    put_file(world, path, image);
    database db = open_in(world, path, options);
    REQUIRE(content_of(db) == mine.states[k].content);
  }
}
