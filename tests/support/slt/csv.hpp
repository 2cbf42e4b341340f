// tests/support/slt/csv.hpp -- comma-separated values: rows of fields, quoted where they must be.
//
// Source    RFC 4180; lines end in \n
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace helios::test::slt {

/// One line, its end included.
[[nodiscard]] inline std::string csv_line(std::initializer_list<std::string_view> fields) {
  std::string line;
  for (std::string_view const& field : fields) {
    if (&field != fields.begin()) line += ',';
    if (field.find_first_of(",\"\r\n") == field.npos) {
      line += field;
      continue;
    }
    line += '"';
    for (char const c : field) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + '\n';
}

[[nodiscard]] inline std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> table;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (std::size_t i = 0; i != text.size(); ++i) {
    char const c = text[i];
    if (quoted && c == '"' && i + 1 != text.size() && text[i + 1] == '"') {
      row.back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
      row.back() += c;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\n') {
      table.push_back(std::move(row));
      row.assign(1, {});
    }
  }
  if (row.size() > 1 || !row[0].empty()) table.push_back(std::move(row));
  return table;
}

}  // namespace helios::test::slt
