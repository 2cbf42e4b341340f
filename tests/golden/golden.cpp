// Reliability 20: what a release wrote opens for ever, with the same content. docs/reliability.md
// says when a file is added.
#include <tests/golden/golden_file.hpp>
#include <tests/support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <vector>

using namespace helios;
using namespace helios::testing;

namespace {

namespace fs = std::filesystem;

[[nodiscard]] std::string content_of_file(fs::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write_file(fs::path const& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}
[[nodiscard]] std::string text_of(bytes const& image) {
  return {reinterpret_cast<char const*>(image.data()), image.size()};
}

/// Every <name>.helios; beside it lies <name>.sql, which says what it holds.
[[nodiscard]] std::vector<fs::path> golden_files() {
  std::vector<fs::path> out;
  for (auto const& each : fs::directory_iterator(HELIOS_TEST_GOLDEN))
    if (each.path().extension() == ".helios") out.push_back(each.path());
  return out;
}

/// A golden file stays as it is: tests open copies.
[[nodiscard]] std::string copy_into(test::temporary_folder const& folder, fs::path const& golden) {
  std::string const copy = folder.path() + "copy.helios";
  fs::copy_file(golden, copy, fs::copy_options::overwrite_existing);
  fs::permissions(copy, fs::perms::owner_all);
  return copy;
}

[[nodiscard]] std::string text_of_image(bool closed) {
  test::temporary_folder const folder;
  std::string const path = folder.path() + "new.helios";
  write_file(path, text_of(golden_image(closed)));
  database db = open(path);
  return golden_text(db);
}

}  // namespace

TEST_CASE("reliability 20: golden files hold what they always held", "[golden]") {
  REQUIRE(golden_files().size() >= 2);
  for (fs::path const& golden : golden_files()) {
    INFO(golden);
    CHECK(fs::file_size(golden) <= 98'304);  // it is kept for ever
    std::string const expected = content_of_file(fs::path(golden).replace_extension("sql"));
    test::temporary_folder const folder;
    std::string const copy = copy_into(folder, golden);
    {
      database db = open(copy, {.read_only = true});
      CHECK(golden_text(db) == expected);
      CHECK(db.check().empty());
    }
    CHECK(content_of_file(copy) == content_of_file(golden));
    database db = open(copy);
    CHECK(golden_text(db) == expected);
    CHECK(db.check().empty());
  }
}

TEST_CASE("reliability 20: golden files can be written on, and rewritten", "[golden]") {
  for (fs::path const& golden : golden_files()) {
    INFO(golden);
    test::temporary_folder const folder;
    std::string const copy = copy_into(folder, golden);
    std::string written;
    {
      database db = open(copy);
      db.execute(
          "INSERT INTO people (name, born, mother) VALUES ('Annabella', '1792-05-17', NULL)");
      db.execute("UPDATE people SET mother = 'Annabella' WHERE name = 'Ada'");
      database dev = db.connect({.branch = "dev", .timeout = {}});
      dev.execute("DELETE FROM without_key");
      db.checkpoint();
      written = golden_text(db);
      db.vacuum();
      CHECK(golden_text(db) == written);
    }
    database db = open(copy);
    CHECK(golden_text(db) == written);
    CHECK(db.check().empty());
    CHECK(answer(db, "SELECT * FROM mothers ORDER BY mother") == "Ada|2|\nAnnabella|1|\n");
  }
}

TEST_CASE("reliability 20: what is written today holds what the newest golden files hold",
          "[golden]") {
  for (bool const closed : {true, false}) {
    std::string const name = closed ? "/format_1_closed.sql" : "/format_1_killed.sql";
    CHECK(text_of_image(closed) == content_of_file(HELIOS_TEST_GOLDEN + name));
  }
}

TEST_CASE("write the golden files of this format anew", "[.write]") {
  for (bool const closed : {true, false}) {
    std::string const name =
        HELIOS_TEST_GOLDEN + std::string(closed ? "/format_1_closed" : "/format_1_killed");
    write_file(name + ".helios", text_of(golden_image(closed)));
    write_file(name + ".sql", text_of_image(closed));
  }
}
