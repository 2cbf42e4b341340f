// apps/shell/printer.hpp -- results on a terminal: boxes, one value per line, or CSV.
//
// Shape     as psql prints them: names centred, numbers to the right, lines of a text below each
//           other with a + behind
#pragma once

#include <helios/helios.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace shell {

struct print_options {
  enum class form : unsigned char { box, expanded, csv };
  form how = form::box;
  std::string null;
  bool rows_only = false;  // no names, no count
};

/// Rows of text under names: what a result becomes, and what \d makes.
struct grid {
  std::string title;
  std::vector<std::string> names;
  std::vector<bool> to_the_right;
  std::vector<std::vector<std::string>> rows;
  bool count = true;  // say how many rows there are, and leave a line free
};

/// Reads a result to its end.
[[nodiscard]] grid to_grid(helios::result rows, print_options const& how);
void print(std::ostream& out, grid const& what, print_options const& how);
/// CSV as it comes, others when all rows are there: widths depend on them.
void print(std::ostream& out, helios::result rows, print_options const& how);

/// Columns of a terminal that a text takes.
[[nodiscard]] std::size_t width(std::string_view utf8);

}  // namespace shell
