// The shell as its users run it: a command line and an input, what it prints, its exit code.
#include <tests/support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/wait.h>

namespace helios::test {

namespace {

struct answer {
  std::string text;  // both outputs
  int exit_code = 0;
};

/// `words` as a shell reads them; the program is HELIOS_SHELL.
answer run(std::string const& words, std::string const& input = {}) {
  temporary_folder folder;
  std::string const script = folder.path() + "input";
  std::ofstream(script) << input;
  std::string const line = "'" HELIOS_SHELL "' " + words + " < '" + script + "' 2>&1";
  std::FILE* const pipe = ::popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  answer got;
  std::array<char, 4096> part{};
  while (std::size_t const n = std::fread(part.data(), 1, part.size(), pipe)) {
    got.text.append(part.data(), n);
  }
  int const status = ::pclose(pipe);
  got.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return got;
}

std::string content(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("scripts print what is written down beside them") {
  std::filesystem::path const here = HELIOS_SHELL_SCRIPTS;
  std::size_t found = 0;
  for (auto const& entry : std::filesystem::directory_iterator(here)) {
    if (entry.path().extension() != ".sql") continue;
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".out");
    INFO(entry.path().string());
    CHECK(run("", content(entry.path())).text == content(expected));
    ++found;
  }
  CHECK(found >= 3);
}

TEST_CASE("-c runs statements and commands, and stops at the first error") {
  CHECK(run("-c 'SELECT 1 AS one' -c '\\echo two'").text == " one \n-----\n   1\n(1 row)\n\ntwo\n");
  answer const wrong = run("-c 'SELEC 1' -c '\\echo two'");
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.text.find(
            "ERROR:  syntax error at or near \"SELEC\"\nLINE 1: SELEC 1\n        ^\n") == 0);
  CHECK(wrong.text.find("two") == std::string::npos);
}

TEST_CASE("--csv prints CSV and nothing else") {
  CHECK(run("--csv -c 'CREATE TABLE t (a INT, b TEXT)' -c \"INSERT INTO t VALUES (1, 'x,y'), "
            "(2, NULL), (3, '')\" -c 'SELECT * FROM t ORDER BY a'")
            .text == "a,b\n1,\"x,y\"\n2,\n3,\"\"\n");
}

TEST_CASE("a file is kept, a dump makes it again") {
  temporary_folder folder;
  std::string const file = folder.path() + "a.helios";
  CHECK(run(file, "CREATE TABLE t (a INT PRIMARY KEY);\nINSERT INTO t VALUES (1), (2);\n").text ==
        "CREATE TABLE\nINSERT 0 2\n");
  std::string const dump = folder.path() + "dump.sql";
  CHECK(run(file + " -c '\\dump " + dump + "'").exit_code == 0);
  std::string const copy = folder.path() + "b.helios";
  CHECK(run("-q " + copy + " -f " + dump + " -c 'SELECT count(*) FROM t'").text ==
        " count \n-------\n     2\n(1 row)\n\n");
  CHECK(run("--readonly " + file + " -c 'DELETE FROM t'").exit_code == 1);
}

TEST_CASE("options that make no sense end with 2, a database that is not there with 1") {
  CHECK(run("--nonsense").exit_code == 2);
  CHECK(run("-c").exit_code == 2);
  CHECK(run("/nowhere/at/all/x.helios -c 'SELECT 1'").exit_code == 1);
  CHECK(run("--version").text.find("helios ") == 0);
}

TEST_CASE("an error in a script names its line") {
  answer const wrong = run("", "SELECT 1;\n\nSELECT nothing;\nSELECT 2;\n");
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.text.find("helios:<stdin>:3: ERROR:  column \"nothing\" does not exist\n"
                        "LINE 1: SELECT nothing;\n               ^\n") != std::string::npos);
  CHECK(wrong.text.find("2") == std::string::npos);
}

}  // namespace helios::test
