// tests/support/random_sql/answer.hpp -- what a statement answered, to be compared with what
// another way of asking gave.
//
// Shape     rows as texts; NULL is ~. A failure has its SQLSTATE and no rows.
#pragma once

#include <helios/api/session.hpp>
#include <helios/exec/column.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/interval_text.hpp>
#include <helios/types/value_text.hpp>

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace helios::test::random_sql {

struct answer {
  struct column {
    std::string name;
    std::uint32_t type;     // pg_type.oid
    std::int32_t modifier;  // pg_attribute.atttypmod
    friend bool operator==(column const&, column const&) = default;
  };
  std::string sqlstate{}, message{};
  std::vector<column> columns{};
  std::vector<std::string> rows{};

  [[nodiscard]] bool failed() const noexcept { return !sqlstate.empty(); }
};

/// helios keeps no blanks at the end of a bpchar: it shows as many as the type's length wants.
[[nodiscard]] inline std::string without_blanks(std::string text, types::type_id type) {
  if (type == types::type_id::bpchar) text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// Values that compare equal get one text: GROUP BY and DISTINCT may show any of them.
[[nodiscard]] inline std::string canonical(std::string text, types::type_id type) {
  if (text.empty()) return text;
  using types::type_id;
  if ((type == type_id::float4 || type == type_id::float8) && text == "-0") return "0";
  bool const has_fraction = text.find('.') != text.npos && text.find('e') == text.npos;
  if (type == type_id::numeric && has_fraction) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    if (text == "-0") return "0";
  }
  if (type == type_id::interval) {
    types::interval const v = types::parse_interval(text);
    int128 const days = int128{v.months} * 30 + v.days;
    types::decimal const all =
        types::to_decimal(days * types::microseconds_per_day + v.microseconds);
    return types::to_text(all);
  }
  return without_blanks(std::move(text), type);
}

/// Texts of one row into one.
inline void append_field(std::string& row, std::string const& field, bool is_null) {
  row += is_null ? "~" : field;
  row += '|';
}

/// All rows of the last statement of a text. `exact`: texts are not made canonical. A statement
/// that takes longer than `most` is 57014.
[[nodiscard]] inline answer ask(api::session& in, std::string_view sql, bool exact = false,
                                std::span<types::value const> parameters = {},
                                std::chrono::seconds most = std::chrono::seconds(4)) {
  answer got;
  try {
    for (api::statement_ptr const& each : api::parse(sql)) {
      got = {};
      api::outcome of = in.run(each, parameters, {.timeout = most});
      if (of.stream == nullptr) continue;
      for (result_column const& c : *of.columns) {
        got.columns.push_back(
            {c.name, types::postgres_oid(c.type.id), types::postgres_modifier(c.type)});
      }
      exec::batch batch;
      while (of.stream->next(batch)) {
        exec::each(batch.rows, [&](std::uint32_t row) {
          std::string all;
          for (exec::column const& c : batch.columns) {
            types::value const v = exec::value_at(c, row);
            std::string shown = v.is_null() ? std::string() : types::to_text(v);
            shown = exact ? without_blanks(std::move(shown), c.type.id)
                          : canonical(std::move(shown), c.type.id);
            append_field(all, shown, v.is_null());
          }
          got.rows.push_back(std::move(all));
        });
      }
    }
  } catch (error const& e) {
    got = {};
    got.sqlstate = std::string(e.sqlstate());
    got.message = e.message();
  }
  return got;
}

/// Failures of evaluation, not of meaning: which row and which part meets one first is the plan's.
[[nodiscard]] inline bool failed_in_a_row(answer const& a) {
  return a.sqlstate.starts_with("22") || a.sqlstate == "21000";
}

[[nodiscard]] inline std::string shown(answer const& a) {
  if (a.failed()) return "  " + a.sqlstate + ' ' + a.message + '\n';
  std::string text;
  for (std::size_t i = 0; i != a.rows.size(); ++i) {
    if (i == 30) return text + "  ... " + std::to_string(a.rows.size()) + " rows\n";
    text += "  " + a.rows[i] + '\n';
  }
  return text.empty() ? "  no rows\n" : text;
}

[[nodiscard]] inline bool same_rows(answer const& a, answer const& b, bool ordered) {
  if (ordered) return a.rows == b.rows;
  std::vector<std::string> first = a.rows, second = b.rows;
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  return first == second;
}

}  // namespace helios::test::random_sql
