// tests/support/slt/disagreements.hpp -- records whose expectation is known to be wrong for us.
//
// They are executed, since later ones may need their effect, and their outcome is ignored.
//
// Shape     a CSV file whose first columns are file (relative to its folder) and line; one head
//           line
// Errors    std::runtime_error: a line is no number
#pragma once

#include <tests/support/slt/csv.hpp>
#include <tests/support/slt/parser.hpp>

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace helios::test::slt {

class disagreements {
 public:
  disagreements() = default;
  explicit disagreements(std::string_view csv) {
    auto const table = read_csv(csv);
    for (std::size_t i = 1; i < table.size(); ++i) {
      std::string const number = table[i].size() > 1 ? table[i][1] : "";
      std::size_t line = 0;
      auto const [end, code] = std::from_chars(number.data(), number.data() + number.size(), line);
      if (code != std::errc() || end != number.data() + number.size()) {
        throw std::runtime_error("disagreements, row " + std::to_string(i + 1) +
                                 ": no line number");
      }
      places_.emplace(table[i][0], line);
    }
  }
  /// Those that the folder's own list names.
  [[nodiscard]] static disagreements of_folder(std::filesystem::path const& folder) {
    return disagreements(read_text(folder / "pg15-disagrees.csv"));
  }

  [[nodiscard]] bool contains(std::string const& file, std::size_t line) const {
    return places_.count({file, line}) != 0;
  }
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  std::set<std::pair<std::string, std::size_t>> places_;
};

}  // namespace helios::test::slt
