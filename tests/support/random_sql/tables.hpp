// tests/support/random_sql/tables.hpp -- random tables: their columns, their rows, their indexes.
#pragma once

#include <tests/support/random.hpp>
#include <tests/support/random_sql/fragment.hpp>
#include <tests/support/random_sql/vocabulary.hpp>

#include <string>
#include <vector>

namespace helios::test::random_sql {

struct column {
  std::string name;
  char type;  // a letter of the vocabulary
};
struct table {
  std::string name;
  std::vector<column> columns;
  std::vector<fragment> rows;  // "(1, NULL, 'a')", optional
};

[[nodiscard]] inline std::string some_word(random_source& random, known_type const& type,
                                           bool wild) {
  std::vector<std::string_view> const all = members(wild ? type.wild : type.tame);
  return std::string(all[random.below(all.size())]);
}

/// A literal as its type's name and quotes make it: '1'::integer.
[[nodiscard]] inline std::string typed_literal(random_source& random, known_type const& type,
                                               bool wild) {
  return "'" + some_word(random, type, wild) + "'::" + std::string(type.name);
}

/// Text to stand for a value of a row; NULL now and then.
[[nodiscard]] inline std::string stored_literal(random_source& random, char type, bool wild) {
  if (random.below(5) == 0) return "NULL";
  return "'" + some_word(random, type_of_letter(type), wild) + "'";
}

[[nodiscard]] inline char any_letter(random_source& random) {
  // Numbers and texts, which most functions take, come more often.
  static constexpr std::string_view letters = "iiilllssnnffttttrbbvdTmzIcuy";
  return letters[random.below(letters.size())];
}

[[nodiscard]] inline table some_table(random_source& random, std::string name, bool wild) {
  table made{std::move(name), {{"id", 'i'}}, {}};
  std::size_t const columns = 1 + random.below(6);
  for (std::size_t i = 1; i <= columns; ++i) {
    made.columns.push_back({"c" + std::to_string(i), any_letter(random)});
  }
  std::size_t const rows = random.below(8) == 0   ? 0
                           : random.below(8) == 0 ? random.below(40)
                                                  : random.below(14);
  for (std::size_t row = 0; row != rows; ++row) {
    fragment values("(" + std::to_string(row + 1));
    for (std::size_t i = 1; i != made.columns.size(); ++i) {
      values.text += ", " + stored_literal(random, made.columns[i].type, wild);
    }
    values.text += ")";
    made.rows.push_back(std::move(values).or_nothing());
    // Duplicates but for the id.
    if (random.below(5) == 0 && row + 1 < rows) {
      ++row;
      std::string copy = made.rows.back().text;
      copy.replace(1, copy.find(',') - 1, std::to_string(row + 1));
      made.rows.push_back(fragment(copy).or_nothing());
    }
  }
  return made;
}

/// CREATE TABLE; `key`: with id as its primary key.
[[nodiscard]] inline std::string definition_of(table const& t, bool key) {
  std::string sql = "CREATE TABLE " + t.name + " (";
  for (column const& c : t.columns) {
    if (&c != t.columns.data()) sql += ", ";
    sql += c.name + ' ' + std::string(type_of_letter(c.type).name);
    if (key && &c == t.columns.data()) sql += " PRIMARY KEY";
  }
  return sql + ")";
}

/// One INSERT of all rows in their order, or in the reverse; empty without rows.
[[nodiscard]] inline std::string insert_into(table const& t, std::vector<fragment> const& rows,
                                             bool reverse = false) {
  std::string sql;
  for (std::size_t i = 0; i != rows.size(); ++i) {
    std::string const row = text_of(rows[reverse ? rows.size() - 1 - i : i]);
    if (row.empty()) continue;
    sql += (sql.empty() ? "INSERT INTO " + t.name + " VALUES " : ", ") + row;
  }
  return sql;
}

/// CREATE INDEX on one to three columns, in random directions.
[[nodiscard]] inline std::string some_index(random_source& random, table const& on,
                                            std::string const& name) {
  std::string sql = "CREATE INDEX " + name + " ON " + on.name + " (";
  std::size_t const columns = 1 + random.below(3);
  for (std::size_t i = 0; i != columns; ++i) {
    if (i != 0) sql += ", ";
    sql += on.columns[random.below(on.columns.size())].name;
    if (random.below(3) == 0) sql += " DESC";
    if (random.below(4) == 0) sql += random.below(2) == 0 ? " NULLS FIRST" : " NULLS LAST";
  }
  return sql + ")";
}

}  // namespace helios::test::random_sql
