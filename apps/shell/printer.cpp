// apps/shell/printer.cpp -- see printer.hpp
#include "printer.hpp"

#include <helios/api/csv.hpp>

#include <algorithm>
#include <ostream>

namespace shell {

namespace {

char32_t next_character(std::string_view& text) {
  auto const lead = static_cast<unsigned char>(text[0]);
  std::size_t const length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i) {
    c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(std::min(length, text.size()));
  return c;
}

/// Of Unicode's East Asian Width the blocks that are wide throughout, and marks that take no room.
std::size_t room_of(char32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F))
    return 0;
  bool const wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    std::size_t const end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  for (std::string_view const line : lines_of(text)) widest = std::max(widest, width(line));
  return widest;
}

std::string blanks(std::size_t n) { return std::string(n, ' '); }
std::string dashes(std::size_t n) { return std::string(n, '-'); }

void print_count(std::ostream& out, std::size_t rows) {
  out << '(' << rows << (rows == 1 ? " row)\n" : " rows)\n");
}

void print_box_row(std::ostream& out, grid const& g, std::vector<std::string> const& row,
                   std::vector<std::size_t> const& widths) {
  std::vector<std::vector<std::string_view>> cells;
  std::size_t height = 1;
  for (std::string const& cell : row) {
    cells.push_back(lines_of(cell));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t y = 0; y != height; ++y) {
    for (std::size_t x = 0; x != cells.size(); ++x) {
      bool const last = x + 1 == cells.size();
      std::string_view const text = y < cells[x].size() ? cells[x][y] : std::string_view();
      bool const goes_on = y + 1 < cells[x].size();
      std::size_t const room = widths[x] - width(text);
      out << ' ';
      if (g.to_the_right[x]) out << blanks(room) << text;
      if (!g.to_the_right[x]) out << text << (last && !goes_on ? "" : blanks(room));
      if (goes_on) out << '+';
      if (!last) out << (goes_on ? "|" : " |");
    }
    out << '\n';
  }
}

void print_box(std::ostream& out, grid const& g, print_options const& how) {
  std::vector<std::size_t> widths;
  std::size_t all = 0;
  for (std::size_t x = 0; x != g.names.size(); ++x) {
    std::size_t widest = how.rows_only ? 0 : width(g.names[x]);
    for (auto const& row : g.rows) widest = std::max(widest, widest_line(row[x]));
    widths.push_back(widest);
    all += widest + 3;
  }
  if (!g.title.empty()) {
    std::size_t const titled = width(g.title);
    out << blanks(all - 1 > titled ? (all - 1 - titled) / 2 : 0) << g.title << '\n';
  }
  if (!how.rows_only) {
    for (std::size_t x = 0; x != g.names.size(); ++x) {
      std::size_t const room = widths[x] - width(g.names[x]);
      out << (x == 0 ? " " : "| ") << blanks(room / 2) << g.names[x] << blanks(room - room / 2)
          << ' ';
    }
    out << '\n';
    for (std::size_t x = 0; x != g.names.size(); ++x) {
      out << (x == 0 ? "" : "+") << dashes(widths[x] + 2);
    }
    out << '\n';
  }
  for (auto const& row : g.rows) print_box_row(out, g, row, widths);
  if (g.count && !how.rows_only) print_count(out, g.rows.size());
}

void print_expanded(std::ostream& out, grid const& g, print_options const& how) {
  if (g.rows.empty()) {
    if (!how.rows_only) print_count(out, 0);
    return;
  }
  std::size_t names = 0, values = 0;
  for (std::string const& name : g.names) names = std::max(names, width(name));
  for (auto const& row : g.rows) {
    for (std::string const& cell : row) values = std::max(values, widest_line(cell));
  }
  if (!g.title.empty()) out << g.title << '\n';
  for (std::size_t y = 0; y != g.rows.size(); ++y) {
    if (!how.rows_only) {
      std::string const head = "-[ RECORD " + std::to_string(y + 1) + " ]";
      std::string line = dashes(names + 1) + '+' + dashes(values + 1);
      if (head.size() >= line.size()) {
        line = head;
      } else {
        line.replace(0, head.size(), head);
      }
      out << line << '\n';
    }
    for (std::size_t x = 0; x != g.names.size(); ++x) {
      auto const lines = lines_of(g.rows[y][x]);
      for (std::size_t i = 0; i != lines.size(); ++i) {
        std::string const name = i == 0 ? g.names[x] : std::string();
        out << name << blanks(names - width(name)) << " | " << lines[i];
        if (i + 1 != lines.size()) out << blanks(values - width(lines[i])) << '+';
        out << '\n';
      }
    }
  }
}

void print_csv_row(std::ostream& out, std::vector<std::string> const& cells) {
  std::string line;
  for (std::size_t x = 0; x != cells.size(); ++x) {
    if (x != 0) line += ',';
    helios::api::append_cell(line, cells[x], {});
  }
  out << line << '\n';
}

/// NULL as the option says, so that an empty text is another thing.
void print_csv_row(std::ostream& out, helios::row const& row, print_options const& how) {
  helios::api::csv_format format;
  format.null = how.null;
  std::string line;
  for (std::size_t x = 0; x != row.size(); ++x) {
    if (x != 0) line += ',';
    if (row[x].is_null()) {
      line += how.null;
    } else {
      helios::api::append_cell(line, row[x].text(), format);
    }
  }
  out << line << '\n';
}

std::vector<std::string> texts(helios::row const& row, print_options const& how) {
  std::vector<std::string> all;
  for (std::size_t x = 0; x != row.size(); ++x) {
    helios::field const cell = row[x];
    all.push_back(cell.is_null() ? how.null : cell.text());
  }
  return all;
}

}  // namespace

std::size_t width(std::string_view utf8) {
  std::size_t columns = 0;
  while (!utf8.empty()) columns += room_of(next_character(utf8));
  return columns;
}

grid to_grid(helios::result rows, print_options const& how) {
  grid g;
  for (helios::result_column const& c : rows.columns()) {
    g.names.push_back(c.name);
    g.to_the_right.push_back(helios::types::category(c.type.id) ==
                             helios::types::type_category::numeric);
  }
  for (helios::row const& row : rows) g.rows.push_back(texts(row, how));
  return g;
}

void print(std::ostream& out, grid const& what, print_options const& how) {
  switch (how.how) {
    case print_options::form::box: print_box(out, what, how); break;
    case print_options::form::expanded: print_expanded(out, what, how); break;
    case print_options::form::csv:
      if (!how.rows_only) print_csv_row(out, what.names);
      for (auto const& row : what.rows) print_csv_row(out, row);
      return;
  }
  if (what.count) out << '\n';
}

void print(std::ostream& out, helios::result rows, print_options const& how) {
  if (how.how != print_options::form::csv) {
    print(out, to_grid(std::move(rows), how), how);
    return;
  }
  std::vector<std::string> names;
  for (helios::result_column const& c : rows.columns()) names.push_back(c.name);
  if (!how.rows_only) print_csv_row(out, names);
  for (helios::row const& row : rows) print_csv_row(out, row, how);
}

}  // namespace shell
