// Reliability 19: files made by somebody who means harm, their sums right. Any answer and any error
// will do, soon and in little memory; a signal, a hang or another exception will not.
#include <tests/support/file_map.hpp>
#include <tests/support/forged_words.hpp>
#include <tests/support/harmless_call.hpp>
#include <tests/support/recorded_file.hpp>
#include <tests/support/resealed_file.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

using namespace helios;
using namespace helios::testing;

namespace {

constexpr char const* path = "c.helios";

/// Opens and reads all of it, for reading and for writing.
void read_all(storage::vfs& world, byte_view image, std::vector<scn> const& past) {
  for (bool const read_only : {true, false}) {
    put_file(world, path, image);
    history::engine_options options = small_file_options(durability::off);
    options.read_only = read_only;
    try {
      database db = open_in(world, path, options);
      auto const piece = [](auto const& read) {
        try {
          static_cast<void>(read());
        } catch (error const&) {
        }
      };
      piece([&] { return content_of(db); });
      piece([&] { return db.check(); });
      piece([&] { return db.storage(); });
      piece([&] { return answer(db, "SELECT * FROM helios_commits"); });
      for (scn const at : past)
        piece([&] {
          snapshot then = db.as_of(at);
          return rows_of_story(then);
        });
      if (!read_only)
        piece([&] { return db.execute("INSERT INTO item VALUES (-1, 'x', 1, 'y')"); });
    } catch (error const&) {
    }
  }
}

}  // namespace

TEST_CASE("reliability 19: a forged file whose sums are right, through SQL") {
  std::uint64_t const forgeries = test::run_size("FORGERIES", 150);
  recording const how = closed_recording(test::run_seed(), 40);
  recorded_file const file = record(how);
  std::vector<scn> past;
  for (std::size_t i = 1; i < file.states.size(); i += 8) past.push_back(file.states[i].newest);
  bytes same = file.image;
  reseal(same);
  CHECK(same == file.image);  // else the forgeries below are noise
  std::mt19937_64 random(how.seed);
  for (std::uint64_t n = 0; n != forgeries; ++n) {
    bytes image = file.image;
    forge_words(image, file.log_end(), random);
    reseal(image);
    test::check_harmless("seed " + std::to_string(how.seed) + ", forgery " + std::to_string(n),
                         [&] {
                           storage::memory_vfs world(std::uint64_t{1} << 30);
                           read_all(world, image, past);
                         });
  }
}

TEST_CASE("reliability 20: a forged schema says so where it is used, and the rest works") {
  storage::memory_vfs world(std::uint64_t{1} << 30);
  history::engine_options const options = small_file_options(durability::full);
  {
    auto in = open_instance(world, path, options);
    database db = database_on(in);
    db.execute("CREATE TABLE aaaa (x int PRIMARY KEY, y int DEFAULT 12345, CHECK (y > 10001))");
    db.execute("CREATE TABLE dddd (x int PRIMARY KEY)");
    db.execute("CREATE VIEW bbbb AS SELECT x FROM aaaa");
    db.execute("CREATE VIEW cccc AS SELECT x FROM bbbb");
    db.execute("INSERT INTO aaaa VALUES (1, 10002); INSERT INTO dddd VALUES (7)");
    in->engine->close();
  }
  bytes const honest = read_file(world, path);
  struct forgery {
    std::string_view from, to, use;
  };
  forgery const forgeries[] = {
      {"public.bbbb", "public.cccc", "SELECT * FROM cccc"},            // names itself
      {"public.aaaa", "public.cccc", "SELECT * FROM cccc"},            // in a circle
      {"public.aaaa", "public.zzzz", "SELECT * FROM bbbb"},            // names what is not there
      {"FROM public.aaaa", "FR@M public.aaaa", "SELECT * FROM bbbb"},  // is no SQL
      {"SELECT x FROM public.aaaa", "DELETE   FROM public.aaaa", "SELECT * FROM bbbb"},
      {"12345", "1/**/", "INSERT INTO aaaa VALUES (2)"},
      {"12345", "'abc'", "INSERT INTO aaaa VALUES (2)"},
      {"12345", "xxxxx", "INSERT INTO aaaa VALUES (2)"},
      {"12345", "1 + (", "INSERT INTO aaaa VALUES (2)"},
      {"10001", "'abc'", "INSERT INTO aaaa VALUES (2, 3)"},
      {"10001", "zzzzz", "INSERT INTO aaaa VALUES (2, 3)"},
      {"y > 10001", "y + 10001", "INSERT INTO aaaa VALUES (2, 3)"},
      {"10001", "1) (1", "INSERT INTO aaaa VALUES (2, 3)"},
  };
  for (forgery const& f : forgeries) {
    INFO(f.from << " is now " << f.to);
    bytes image = honest;
    auto const places = places_of(image, as_bytes(f.from));
    CHECK(!places.empty());
    for (std::uint64_t const at : places) std::memcpy(image.data() + at, f.to.data(), f.to.size());
    reseal(image);
    put_file(world, path, image);
    database db = open_in(world, path, options);
    CHECK(answer(db, "SELECT x FROM dddd") == "7|\n");
    CHECK_FALSE(test::message_of([&] { return db.execute(f.use); }).empty());
    db.execute("INSERT INTO dddd VALUES (8)");
    CHECK(answer(db, "SELECT count(*) FROM dddd") == "2|\n");
  }
}

TEST_CASE("reliability 19: what is no database is refused by name, and left as it was") {
  test::temporary_folder const folder;
  std::mt19937_64 random(test::run_seed());
  auto const refused = [&](std::string const& name) {
    for (bool const read_only : {true, false}) {
      std::string const state =
          test::state_of([&] { return helios::open(name, {.read_only = read_only}); });
      INFO(name << ": " << state);
      CHECK((state == "58030" || state == "XX001"));
    }
  };
  for (std::size_t length = 1; length < 4200; length += length < 64 ? 1 : 97) {
    std::string const name = folder.path() + std::to_string(length);
    std::string text(length, 'n');
    for (char& c : text) c = static_cast<char>(random() | 1);
    std::ofstream(name, std::ios::binary) << text;
    refused(name);
    std::ifstream again(name, std::ios::binary);
    CHECK(std::string(std::istreambuf_iterator<char>(again), {}) == text);
  }
  std::filesystem::create_directory(folder.path() + "folder");
  refused(folder.path() + "folder");
  REQUIRE(::mkfifo((folder.path() + "fifo").c_str(), 0600) == 0);
  refused(folder.path() + "fifo");
  refused("/dev/null");
  CHECK(test::state_of([&] { return helios::open(folder.path() + "no/such/folder"); }) == "58P01");
  // An empty file becomes a database, but not for a reader.
  std::ofstream(folder.path() + "empty", std::ios::binary);
  CHECK_FALSE(test::state_of([&] {
                return helios::open(folder.path() + "empty", {.read_only = true});
              }).empty());
  CHECK(std::filesystem::file_size(folder.path() + "empty") == 0);
  helios::open(folder.path() + "empty").execute("CREATE TABLE t (a int)");
}

TEST_CASE("reliability 19, 20: a header of another version is refused, whatever follows it") {
  recorded_file const file = record({.steps = 5, .options = small_file_options(durability::full)});
  storage::memory_vfs world(std::uint64_t{1} << 30);
  for (std::size_t const field : {8U, 12U, 16U}) {  // version, flags, page size
    for (std::uint32_t const value : {0U, 2U, 3U, 512U, 8192U, 0x8000'0000U, ~0U}) {
      bytes image = file.image;
      std::memcpy(image.data() + field, &value, sizeof value);
      reseal(image);
      if (image == file.image) continue;
      INFO("field " << field << ", value " << value);
      for (bool const read_only : {true, false}) {
        put_file(world, path, image);
        history::engine_options options;
        options.read_only = read_only;
        std::string const state = test::state_of([&] { return open_in(world, path, options); });
        CHECK(state == (field == 12 && value == 0 ? "" : "0A000"));
        CHECK(read_file(world, path) == image);
      }
    }
  }
}
