// helios/typed/row_feed.hpp -- rows of structs on their way into a table, without SQL.
//
// Shape     a feed puts rows into a taker: all members at once where the taker's sink takes them,
//           else a value for each column
// Threads   one
// Errors    those of INSERT
#pragma once

#include <helios/catalog/row_sink.hpp>
#include <helios/typed/table.hpp>

#include <array>
#include <memory>
#include <span>
#include <tuple>
#include <utility>

namespace helios::typed {

/// Where rows go.
class row_taker {
 public:
  row_taker() = default;
  row_taker(row_taker const&) = delete;
  row_taker& operator=(row_taker const&) = delete;
  virtual ~row_taker() = default;

  /// Takes rows as they are; nullptr: there is none, or none any more.
  [[nodiscard]] virtual catalog::row_sink* sink() noexcept = 0;
  /// A value per column that is given, to be moved from.
  virtual void add(std::span<types::value> row) = 0;
  /// Throws 57014 where somebody wants it to stop.
  virtual void look() = 0;
};

/// Which rows, for which table. What it refers to outlives the call that it is made for.
struct row_feed {
  column_schema const* table;  // the first of its columns: known by its address
  std::span<column_schema const> columns;
  std::string (*name)();  // as SQL has it
  std::size_t expected;   // how many rows, about
  /// May be called again: when a concurrent commit came first.
  void const* rows;
  void (*put_rows)(void const* rows, row_taker& to);
  void put(row_taker& to) const { put_rows(rows, to); }
};

namespace detail {

/// Positions of a table's columns that are not generated.
template <class Table>
inline constexpr auto given_positions = [] {
  std::array<std::size_t, given_columns(Table::columns)> all{};
  std::size_t n = 0;
  for (std::size_t i = 0; i != Table::columns.size(); ++i)
    if (!Table::columns[i].generated) all[n++] = i;
  return all;
}();

template <class Table>
void put_row(typename Table::row const& row, row_taker& to, catalog::row_sink*& sink) {
  constexpr auto const& given = given_positions<Table>;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    using struct_type = typename Table::row;
    auto const all = refs_of(row);
    if (sink != nullptr && sink->add(value_in<struct_type, given[I]>(all)...)) return;
    std::array<types::value, given.size()> values{
        to_value(value_in<struct_type, given[I]>(all))...};
    to.add(values);
    sink = to.sink();
  }
  (std::make_index_sequence<given.size()>());
}

/// All of them, behind one type.
template <class Table, class Rows>
void put_rows(void const* rows, row_taker& to) {
  constexpr unsigned rows_between_looks = 256;
  unsigned taken = 0;
  catalog::row_sink* sink = to.sink();
  for (typename Table::row const& row : *static_cast<Rows const*>(rows)) {
    put_row<Table>(row, to, sink);
    if (++taken % rows_between_looks == 0) to.look();
  }
}

}  // namespace detail

/// A feed of rows that outlive it.
template <class Table, class Rows>
[[nodiscard]] row_feed feed_of(Rows const& rows) {
  auto const name = [] {
    sql_text text;
    return text.add_name(Table::name()).text();
  };
  return {Table::columns.data(),
          Table::columns,
          name,
          static_cast<std::size_t>(std::distance(std::begin(rows), std::end(rows))),
          std::addressof(rows),
          &detail::put_rows<Table, Rows>};
}

}  // namespace helios::typed
