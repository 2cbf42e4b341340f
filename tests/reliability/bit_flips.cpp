// Reliability 14: a bit of the file is wrong. What is read is right, or an error; never a wrong
// row.
#include <tests/support/damaged_file.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/thrown_error.hpp>

using namespace helios;
using namespace helios::testing;

TEST_CASE("reliability 14: no flipped bit is read as a wrong answer") {
  std::uint64_t const flips = test::run_size("BIT_FLIPS", 1200);
  recording const how = closed_recording(test::run_seed(), 60);
  INFO("seed " << how.seed);
  recorded_file const file = record(how);
  std::mt19937_64 random(how.seed);
  for (bool const buffered : {false, true}) {
    history::engine_options options = how.options;
    options.pages.buffered = buffered;
    options.pages.cache.max_pages = 64;
    damaged_file disk(file, options);
    for (std::uint64_t n = 0; n != flips / 2; ++n) {
      // Every fourth one in the front pages, where a byte decides about everything.
      std::uint64_t const byte = random() % (n % 4 == 0 ? 16384 : file.image.size());
      unsigned const bit = random() % 8;
      INFO("bit " << bit << " of the byte at " << byte << (buffered ? ", buffered" : ", mapped"));
      bytes image = file.image;
      image[byte] ^= static_cast<std::byte>(1U << bit);
      disk.judge(image);
    }
    damaged_file::verdicts const& v = disk.result();
    WARN("of " << v.all() << " flipped bits " << v.detected << " were detected, " << v.harmless
               << " hit nothing, " << v.silent << " gave a wrong answer");
    CHECK(v.silent == 0);
    CHECK(v.detected > v.all() / 8);
  }
}

TEST_CASE("reliability 14: an error about damage says where it is") {
  recording const how = closed_recording(test::run_seed(), 40);
  INFO("seed " << how.seed);
  recorded_file const file = record(how);
  std::mt19937_64 random(how.seed);
  storage::memory_vfs world(std::uint64_t{1} << 30);
  unsigned told = 0;
  for (int n = 0; n != 200; ++n) {
    std::uint64_t const byte = 16384 + random() % (file.log_end() - 16384);
    INFO("the byte at " << byte);
    bytes image = file.image;
    image[byte] ^= std::byte{0x20};
    put_file(world, "d.helios", image);
    history::engine_options options = how.options;
    options.read_only = true;
    auto const thrown = test::thrown_by([&] {
      database db = open_in(world, "d.helios", options);
      return content_of(db);
    });
    if (!thrown || thrown->sqlstate() != "XX001") continue;
    ++told;
    INFO(thrown->message() << " " << thrown->detail());
    CHECK(thrown->message().find("d.helios") != std::string::npos);
    CHECK((thrown->message() + thrown->detail()).find("offset") != std::string::npos);
  }
  CHECK(told > 10);
}

TEST_CASE("reliability 14: a damaged page of one table leaves the others readable") {
  storage::memory_vfs world(std::uint64_t{1} << 30);
  history::engine_options options = small_file_options(durability::full);
  auto const rows = [](database& db, std::string_view table) {
    return answer(db, "SELECT * FROM " + std::string(table) + " ORDER BY id");
  };
  std::string a, b;
  {
    database db = open_in(world, "d.helios", options);
    for (char const* table : {"a", "b"})
      db.execute(std::string("CREATE TABLE ") + table +
                 " (id int PRIMARY KEY, t text); INSERT INTO " + table + " SELECT i, '" + table +
                 "-' || i FROM generate_series(1, 400) AS s (i)");
    db.checkpoint();
    a = rows(db, "a");
    b = rows(db, "b");
  }
  bytes const whole = read_file(world, "d.helios");
  options.read_only = true;
  unsigned broken = 0;
  for (std::uint64_t at = 16384; at < whole.size(); at += 256) {
    bytes image = whole;
    image[at] ^= std::byte{1};
    put_file(world, "d.helios", image);
    INFO("the byte at " << at);
    auto db = attempt([&] { return open_in(world, "d.helios", options); });
    if (!db) continue;
    auto const first = attempt([&] { return rows(*db, "a"); });
    auto const second = attempt([&] { return rows(*db, "b"); });
    if (first) CHECK(*first == a);
    if (second) CHECK(*second == b);
    if (first.has_value() != second.has_value()) ++broken;
  }
  CHECK(broken > 20);
}
