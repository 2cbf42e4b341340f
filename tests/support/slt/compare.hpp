// tests/support/slt/compare.hpp -- is a query's result what the file expects?
//
// Shape     render every value, sort both sides as the record says, then compare: a hash, or values
// Cost      O(n log n) in the values
#pragma once

#include <tests/support/slt/equal.hpp>
#include <tests/support/slt/md5.hpp>
#include <tests/support/slt/record.hpp>
#include <tests/support/slt/render.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace helios::test::slt {

/// Why a result is not the expected one.
struct mismatch {
  std::string cause;   // the same for all failures of a kind
  std::string reason;  // what exactly, here
};

/// Compares the results of one file: it remembers what each label returned.
class comparer {
 public:
  explicit comparer(dialect form) : form_(form) {}

  [[nodiscard]] std::optional<mismatch> compare(record const& r, rows const& got) {
    if (form_ == dialect::table) return compare_table(r, got);
    if (form_ == dialect::duckdb) {
      // Such a pair of queries, always EXPLAIN, states that DuckDB has the same plan for both.
      if (!r.label.empty() && r.expected.empty()) return std::nullopt;
      // There INSERT, UPDATE and DELETE return the number of rows.
      if (got.columns == 0 && got.affected) {
        return compare_result(r, {1, {integer{std::to_string(*got.affected)}}});
      }
    }
    return compare_result(r, got);
  }

  /// Of an expected failure; only files of our own format say what they expect to read. A position
  /// that they do not name is welcome.
  [[nodiscard]] std::optional<mismatch> compare_message(record const& r, failure const& got) const {
    std::vector<std::string> lines = message_lines(got);
    if (r.expected.size() == 1) lines.resize(1);
    if (form_ != dialect::table || r.expected.empty() || r.expected == lines) return std::nullopt;
    auto const joined = [](std::vector<std::string> const& all) {
      return all.size() == 1 ? all[0] : all[0] + ' ' + all[1];
    };
    return mismatch{"other message than expected",
                    "expected " + joined(r.expected) + ", got " + joined(lines)};
  }

 private:
  struct cell {
    std::string shown;
    value const* of;
  };

  [[nodiscard]] std::optional<mismatch> compare_result(record const& r, rows const& got) {
    if (got.columns != r.types.size()) {
      return mismatch{"wrong number of columns", "expected " + std::to_string(r.types.size()) +
                                                     " columns, got " +
                                                     std::to_string(got.columns)};
    }
    std::vector<cell> const cells = rendered(r, got);
    std::optional<std::string> const expected_hash = hash_line(r.expected);
    if (expected_hash || !r.label.empty()) {
      std::string const hash = hash_of(cells);
      if (!r.label.empty()) {
        auto const& [line, first] = labels_.try_emplace(r.label, r.line, hash).first->second;
        if (first != hash) {
          return mismatch{"other result than its label", "differs from line " +
                                                             std::to_string(line) + ", label " +
                                                             r.label + "; " + shown(cells)};
        }
      }
      if (expected_hash) return compare_hash(*expected_hash, hash, cells);
    }
    return compare_cells(r, got, cells);
  }

  [[nodiscard]] static std::optional<mismatch> compare_table(record const& r, rows const& got) {
    std::string const types = table_types(got);
    if (types.size() != r.types.size()) {
      return mismatch{"wrong number of columns", "expected " + r.types + ", got " + types};
    }
    for (std::size_t i = 0; i != got.values.size(); ++i) {
      char const is = table_type(got.values[i]);
      if (is != ' ' && is != r.types[i % got.columns]) {
        return mismatch{"wrong types", "expected " + r.types + ", got " + types};
      }
    }
    std::vector<std::string> lines = table_lines(got);
    std::vector<std::string> expected = r.expected;
    sort(lines, r.sort, 1, [](std::string const& s) -> std::string_view { return s; });
    sort(expected, r.sort, 1, [](std::string const& s) -> std::string_view { return s; });
    if (lines.size() != expected.size()) {
      return mismatch{"wrong number of rows", "expected " + std::to_string(expected.size()) +
                                                  " rows, got " + std::to_string(lines.size()) +
                                                  (lines.empty() ? "" : ": " + lines[0])};
    }
    for (std::size_t i = 0; i != lines.size(); ++i) {
      if (lines[i] == expected[i]) continue;
      return mismatch{"wrong values", "row " + std::to_string(i + 1) + ": expected " + expected[i] +
                                          ", got " + lines[i]};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<cell> rendered(record const& r, rows const& got) const {
    std::vector<cell> cells;
    cells.reserve(got.values.size());
    for (std::size_t i = 0; i != got.values.size(); ++i) {
      value const& v = got.values[i];
      cells.push_back(
          {form_ == dialect::duckdb ? render_duckdb(v) : render_typed(v, r.types[i % got.columns]),
           &v});
    }
    sort(cells, r.sort, got.columns, [](cell const& c) -> std::string_view { return c.shown; });
    return cells;
  }

  /// Sorts values or rows of `columns` values by text, as strcmp orders it.
  template <class Value, class Text>
  static void sort(std::vector<Value>& values, sort_mode mode, std::size_t columns,
                   Text const& text) {
    std::size_t const width = mode == sort_mode::rows ? columns : 1;
    if (mode == sort_mode::none || width == 0 || values.size() % width != 0) return;
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i != values.size(); i += width) starts.push_back(i);
    std::stable_sort(starts.begin(), starts.end(), [&](std::size_t a, std::size_t b) {
      for (std::size_t i = 0; i != width; ++i) {
        int const order = text(values[a + i]).compare(text(values[b + i]));
        if (order != 0) return order < 0;
      }
      return false;
    });
    std::vector<Value> sorted;
    sorted.reserve(values.size());
    for (std::size_t const start : starts) {
      for (std::size_t i = 0; i != width; ++i) sorted.push_back(std::move(values[start + i]));
    }
    values = std::move(sorted);
  }

  /// `N values hashing to H`, if that is all that is expected.
  [[nodiscard]] static std::optional<std::string> hash_line(std::vector<std::string> const& lines) {
    if (lines.size() != 1) return std::nullopt;
    std::string const& line = lines[0];
    std::size_t const digits = line.find_first_not_of("0123456789");
    constexpr std::string_view words = " values hashing to ";
    if (digits == 0 || digits == line.npos || line.compare(digits, words.size(), words) != 0 ||
        line.size() != digits + words.size() + 32) {
      return std::nullopt;
    }
    return line;
  }

  /// As sqllogictest hashes, in which DuckDB's files follow it: a boolean is 1 or 0.
  [[nodiscard]] std::string hash_of(std::vector<cell> const& cells) const {
    md5 sum;
    for (cell const& c : cells) {
      auto const* const b = std::get_if<bool>(c.of);
      sum.append(b == nullptr ? c.shown : *b ? "1" : "0").append("\n");
    }
    return std::to_string(cells.size()) + " values hashing to " + sum.hex();
  }

  static std::optional<mismatch> compare_hash(std::string const& expected, std::string const& hash,
                                              std::vector<cell> const& cells) {
    if (expected == hash) return std::nullopt;
    bool const same_count =
        expected.substr(0, expected.find(' ')) == hash.substr(0, hash.find(' '));
    return mismatch{same_count ? "wrong values" : "wrong number of rows",
                    "expected " + expected + ", got " + hash + "; " + shown(cells)};
  }

  [[nodiscard]] std::optional<mismatch> compare_cells(record const& r, rows const& got,
                                                      std::vector<cell> const& cells) const {
    std::vector<std::string> expected = expected_values(r, got);
    if (expected.size() != cells.size()) {
      return mismatch{"wrong number of rows", "expected " + std::to_string(expected.size()) +
                                                  " values in " + std::to_string(got.columns) +
                                                  " columns, got " + shown(cells)};
    }
    sort(expected, r.sort, got.columns, [](std::string const& s) -> std::string_view { return s; });
    for (std::size_t i = 0; i != cells.size(); ++i) {
      bool const same = form_ == dialect::duckdb
                            ? equal_duckdb(expected[i], cells[i].shown, *cells[i].of)
                            : expected[i] == cells[i].shown;
      if (same) continue;
      return mismatch{"wrong values", "row " + std::to_string(i / got.columns + 1) + " column " +
                                          std::to_string(i % got.columns + 1) + ": expected " +
                                          expected[i] + ", got " + cells[i].shown};
    }
    return std::nullopt;
  }

  /// The expected lines as values: each line is one, or a row of them.
  [[nodiscard]] std::vector<std::string> expected_values(record const& r, rows const& got) const {
    auto const has_tab = [](std::string const& line) { return line.find('\t') != line.npos; };
    bool row_wise = form_ == dialect::rows;
    if (form_ == dialect::duckdb && got.columns > 1) {
      row_wise = r.expected.size() == got.count() ||
                 std::all_of(r.expected.begin(), r.expected.end(), has_tab);
    }
    if (!row_wise) return r.expected;
    std::vector<std::string> values;
    for (std::string_view line : r.expected) {
      for (std::size_t end = 0; (end = line.find('\t')) != line.npos; line.remove_prefix(end + 1)) {
        values.emplace_back(line.substr(0, end));
      }
      values.emplace_back(line);
    }
    return values;
  }

  /// The first values, for a message.
  [[nodiscard]] static std::string shown(std::vector<cell> const& cells) {
    constexpr std::size_t enough = 12;
    std::string text = std::to_string(cells.size()) + " values:";
    for (std::size_t i = 0; i != std::min(enough, cells.size()); ++i) text += ' ' + cells[i].shown;
    return cells.size() > enough ? text + " ..." : text;
  }

  struct labelled {
    std::size_t line;
    std::string hash;
    labelled(std::size_t at, std::string of) : line(at), hash(std::move(of)) {}
  };

  dialect form_;
  std::map<std::string, labelled> labels_;
};

}  // namespace helios::test::slt
