// The file goes away or rots under an open database: errors, never signals, never wrong rows.
#include <helios/history/engine.hpp>

#include <tests/support/numbers_table.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/storage/posix_vfs.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace helios;
using namespace helios::testing;
using history::engine;
using history::engine_options;
using history::main_branch;

namespace {

constexpr std::int64_t rows = 20'000;

/// A closed database with one table of pages.
tree_id make_file(std::string const& path) {
  auto const db = engine::open(storage::system_vfs(), path);
  tree_id const t = make_numbers(db);
  history::transaction tx(db, main_branch);
  for (std::int64_t k = 0; k != rows; ++k) put_number(tx, t, k, k);
  tx.commit();
  db->close();
  return t;
}

engine_options reading(bool buffered) {
  engine_options o;
  o.read_only = true;
  o.pages.buffered = buffered;
  return o;
}

}  // namespace

TEST_CASE("review A18: a page that cannot be read is an error, mapped or not") {
  for (bool const buffered : {false, true}) {
    test::temporary_folder const folder;
    std::string const path = folder.path() + "u.helios";
    tree_id const t = make_file(path);
    auto const db = engine::open(storage::system_vfs(), path, reading(buffered));
    // Behind the anchors nothing is left: the pages end in the middle of nowhere.
    std::filesystem::resize_file(path, 3 * 4096);
    std::string const state =
        test::state_of([&] { return all_numbers(*db, db->head(main_branch), t); });
    CAPTURE(buffered);
    CHECK((state == "58030" || state == "XX001"));
    // And the process goes on.
    CHECK(test::state_of([&] { db->check(); }) == state);
  }
}

TEST_CASE("review A18: a page is verified before its first row is believed") {
  for (bool const buffered : {false, true}) {
    test::temporary_folder const folder;
    std::string const path = folder.path() + "u.helios";
    tree_id const t = make_file(path);
    auto const size = std::filesystem::file_size(path);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    std::size_t refused = 0, same = 0;
    std::map<std::int64_t, std::int64_t> expected;
    for (std::int64_t k = 0; k != rows; ++k) expected[k] = k;
    // A bit in the middle of each 4 KiB: a page, or what recovery reads, or slack.
    for (std::uint64_t at = 3 * 4096 + 2048; at < size; at += 4096) {
      file.seekg(static_cast<std::streamoff>(at));
      char const was = static_cast<char>(file.peek());
      file.seekp(static_cast<std::streamoff>(at));
      file.put(static_cast<char>(was ^ 4)).flush();
      std::map<std::int64_t, std::int64_t> found;
      std::string const state = test::state_of([&] {
        auto const db = engine::open(storage::system_vfs(), path, reading(buffered));
        found = all_numbers(*db, db->head(main_branch), t);
      });
      if (state == "XX001") {
        ++refused;
      } else {
        REQUIRE(state == "");
        REQUIRE(found == expected);
        ++same;
      }
      file.seekp(static_cast<std::streamoff>(at));
      file.put(was).flush();
    }
    CAPTURE(buffered, refused, same);
    CHECK(refused > 50);
  }
}
