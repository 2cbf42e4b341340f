// tests/sql/corpus.hpp -- the statements of the developers' corpora, read where they lie.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace corpus {

struct record {
  std::string sql;
  std::string where;  // file:line
  bool may_fail = false;
};

[[nodiscard]] inline std::string text_of(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The statements of one file in sqllogictest's format. Loops are taken once, with their first
/// value.
inline void read_records(std::filesystem::path const& file, std::vector<record>& out) {
  std::istringstream in(text_of(file));
  std::string line, variable, value;
  bool skipped = false, other_engine = false;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::istringstream words(line);
    std::string first, second;
    words >> first >> second;
    if (first == "halt") return;
    if (first == "mode") skipped = second == "skip";
    if (first == "foreach" || first == "loop") {
      variable = "${" + second + "}";
      words >> value;
      if (value.starts_with('<') || value.starts_with('!')) value = "int";
    }
    if (first == "onlyif" && second != "postgresql" &&
        second.find_first_of("=<>") == std::string::npos)
      other_engine = true;
    if (first == "skipif" && second == "postgresql") other_engine = true;
    bool const query = first == "query";
    if (first != "statement" && !query) continue;
    record found;
    found.where = file.string() + ":" + std::to_string(number);
    found.may_fail = second == "error" || second == "maybe";
    while (std::getline(in, line)) {
      ++number;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty() || line == "----") break;
      if (line.front() != '#') found.sql += line + "\n";
    }
    if (!variable.empty())
      for (std::size_t at = 0; (at = found.sql.find(variable, at)) != std::string::npos;)
        found.sql.replace(at, variable.size(), value);
    if (!skipped && !other_engine && !found.sql.empty()) out.push_back(std::move(found));
    other_engine = false;
  }
}

[[nodiscard]] inline std::vector<record> records(std::filesystem::path const& folder) {
  std::vector<record> found;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(folder)) {
    auto const end = entry.path().extension();
    if (end == ".test" || end == ".slt" || end == ".test_slow") read_records(entry.path(), found);
  }
  return found;
}

}  // namespace corpus
