// tests/support/psql_transcript.hpp -- a script of SQL and what psql printed of it.
//
// Shape     the script has a statement or a command of psql's in a line or more, comments, empty
//           lines; the transcript, of psql -X -a -q, has the same lines but for empty ones, and
//           behind each what was answered
// Threads   one
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace helios::test {

struct psql_step {
  std::size_t line = 0;  // where it begins in the script
  std::string section;   // the last comment before it
  std::string statement;
  std::string error;              // its message, if it failed
  std::vector<std::string> rows;  // cells with '|' between them
};

namespace psql_detail {

[[nodiscard]] inline std::vector<std::string> lines_of(std::filesystem::path const& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

[[nodiscard]] inline std::string cells(std::string_view line) {
  std::string all;
  for (std::size_t begin = 0; begin <= line.size();) {
    std::size_t const end = std::min(line.find('|', begin), line.size());
    if (begin != 0) all += '|';
    all += trimmed(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

inline void read_answer(std::vector<std::string> const& lines, std::size_t first, std::size_t end,
                        psql_step& into) {
  constexpr std::string_view failed = "ERROR:  ";
  bool table = false;
  for (std::size_t i = first; i != end; ++i) {
    std::string const& line = lines[i];
    if (line.starts_with(failed)) into.error = line.substr(failed.size());
    if (line.starts_with("(") && table) break;  // (2 rows)
    if (table) into.rows.push_back(cells(line));
    table = table || line.starts_with("--");
  }
}

}  // namespace psql_detail

[[nodiscard]] inline std::vector<psql_step> read_transcript(std::filesystem::path const& script,
                                                            std::filesystem::path const& printed) {
  std::vector<std::string> const said = psql_detail::lines_of(printed);
  std::vector<psql_step> steps;
  std::size_t at = 0, number = 0, answer = 0;
  std::string section;
  psql_step open;
  for (std::string const& line : psql_detail::lines_of(script)) {
    ++number;
    if (line.empty()) continue;
    while (at != said.size() && said[at] != line) ++at;
    if (at == said.size()) throw std::runtime_error("not in the transcript: " + line);
    if (!steps.empty() && open.statement.empty())
      psql_detail::read_answer(said, answer, at, steps.back());
    answer = ++at;
    if (line.starts_with("--")) {
      section = line.substr(2);
      continue;
    }
    if (open.statement.empty()) open.line = number;
    open.statement += (open.statement.empty() ? "" : "\n") + line;
    if (line.front() != '\\' && line.back() != ';') continue;
    open.section = section;
    steps.push_back(std::move(open));
    open = {};
  }
  if (!steps.empty()) psql_detail::read_answer(said, answer, said.size(), steps.back());
  return steps;
}

}  // namespace helios::test
