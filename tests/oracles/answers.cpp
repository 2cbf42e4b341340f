// tests/oracles/answers.cpp -- writes a test file of the format `table` with PostgreSQL's answers.
//
//   oracle_answers [--after SCRIPT] FILE...
//
// Each file is replaced; HELIOS_POSTGRESQL names the server; a script of SQL runs before each file.
//
// A file holds statements, blank lines between them, with what a record of tests/support/slt may
// have: comments, conditions, `connection`, `rowsort` after the query's types. What a record
// expects is written anew, so a file of plain statements is enough to begin with. Read the answers
// before committing them: a statement that fails by a slip of the pen is a record too.

#include <tests/oracles/postgresql.hpp>

#include <tests/support/slt/parser.hpp>
#include <tests/support/slt/render.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace helios::test;

namespace {

constexpr char const* format_line = "# format: table";

struct asked {
  std::vector<std::string> comments;  // and conditions
  std::string connection;
  bool sorts = false;
  std::string sql;
};

/// The records of a file, without what they expect.
std::vector<asked> read(std::string const& text) {
  std::vector<asked> all;
  asked next;
  bool in_answer = false;
  auto const end_record = [&] {
    if (!next.sql.empty() || !next.comments.empty()) all.push_back(std::exchange(next, {}));
    in_answer = false;
  };
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> const words = slt::words_of(line);
    if (line.empty()) {
      end_record();
    } else if (in_answer || line == format_line) {
      continue;
    } else if (line == "----") {
      in_answer = true;
    } else if (line[0] == '#' || line.starts_with("skipif ") || line.starts_with("onlyif ")) {
      next.comments.push_back(line);
    } else if (next.sql.empty() && words.size() == 2 && words[0] == "connection") {
      next.connection = words[1];
    } else if (next.sql.empty() && !words.empty() &&
               (words[0] == "query" || words[0] == "statement" || words[0] == "rowsort")) {
      next.sorts = next.sorts || words.back() == "rowsort";
    } else {
      next.sql += (next.sql.empty() ? "" : "\n") + line;
    }
  }
  end_record();
  return all;
}

std::string answered(asked const& record, slt::result const& got) {
  std::string head = "statement ok";
  std::vector<std::string> expected;
  if (auto const* const failed = std::get_if<slt::failure>(&got)) {
    head = "statement error " + failed->sqlstate;
    expected = slt::message_lines(*failed);
  } else if (auto const& rows = std::get<slt::rows>(got); rows.columns != 0) {
    head = "query " + slt::table_types(rows) + (record.sorts ? " rowsort" : "");
    expected = slt::table_lines(rows);
    if (record.sorts) std::sort(expected.begin(), expected.end());
  } else if (rows.affected) {
    head = "statement count " + std::to_string(*rows.affected);
  }
  std::string text = head + '\n' + record.sql + '\n';
  if (!expected.empty()) text += "----\n";
  for (std::string const& line : expected) text += line + '\n';
  return text;
}

void answer(std::string const& server, std::string const& script, std::string const& file) {
  postgresql_engine engine(server);
  auto const prepared = engine.execute("", script);
  if (auto const* const failed = std::get_if<slt::failure>(&prepared)) {
    throw std::runtime_error(failed->message);
  }
  std::string text = std::string(format_line) + '\n';
  for (asked const& record : read(slt::read_text(file))) {
    text += '\n';
    for (std::string const& line : record.comments) text += line + '\n';
    if (record.sql.empty()) continue;
    if (!record.connection.empty()) text += "connection " + record.connection + '\n';
    text += answered(record, engine.execute(record.connection, record.sql));
  }
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file);
}

}  // namespace

int main(int count, char** arguments) {
  char const* const server = std::getenv("HELIOS_POSTGRESQL");
  if (server == nullptr || count < 2) {
    std::fputs("oracle_answers [--after SCRIPT] FILE...; HELIOS_POSTGRESQL=\"host=... user=...\"\n",
               stderr);
    return 2;
  }
  try {
    std::string script;
    int first = 1;
    if (count > 3 && std::string_view(arguments[1]) == "--after") {
      script = slt::read_text(arguments[2]);
      first = 3;
    }
    for (int i = first; i != count; ++i) answer(server, script, arguments[i]);
  } catch (std::exception const& e) {
    std::fprintf(stderr, "oracle_answers: %s\n", e.what());
    return 1;
  }
}
