// helios/plan/node.hpp -- what a query does: a tree of relational operators over numbered columns.
//
// Shape     every column that a node makes has a number of its own in the statement; nodes that
//           only choose among rows pass their input's columns on. Expressions
//           (exec/expression.hpp) name columns by these numbers; lower() turns them into places.
//
//             node            inputs  columns
//             values          0       one per expression of a row
//             scan            0       columns of a table, its row id, the columns of VERSIONS
//             rows            0       those of a row source: system tables and functions in FROM
//             series          0       one: generate_series
//             shared          0       one per column of a shared query (WITH)
//             filter          1       its input's
//             project         1       one per expression
//             join            2       left ++ right; semi, anti, not_in: left
//             aggregate       1       group expressions, then aggregates
//             sort            1       its input's
//             limit           1       its input's
//             distinct        1       its input's
//             set_operation   2       new ones, column by column of the inputs' types
//             recursive       2       new ones: the first term, and the term that is repeated
//
// Holds     (P1) a number is made by one node; an expression names columns that its node's inputs
//           hand out, and slots (plan/query.hpp) for everything from outside
//           (P2) types are final: whoever builds a plan has put every cast in
// Threads   a finished plan is immutable: any number of executions share it
#pragma once

#include <helios/catalog/table.hpp>
#include <helios/exec/aggregate.hpp>
#include <helios/exec/expression.hpp>
#include <helios/exec/operators/join.hpp>
#include <helios/exec/operators/scan.hpp>
#include <helios/exec/operators/set_operation.hpp>
#include <helios/exec/operators/sort.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace helios::plan {

using exec::expression_ptr;
using exec::expressions;
using types::data_type;

/// A column that a node hands out.
struct column {
  std::uint32_t number = 0;
  data_type type;
  std::string name;
};

enum class node_kind : std::uint8_t {
  values,
  scan,
  rows,
  series,
  shared,
  filter,
  project,
  join,
  aggregate,
  sort,
  limit,
  distinct,
  set_operation,
  recursive,
};

struct node;
using node_ptr = std::unique_ptr<node>;

struct node {
  explicit node(node_kind k) noexcept : kind(k) {}
  node(node const&) = delete;
  node& operator=(node const&) = delete;
  /// Inputs end one after the other, however deep the plan is.
  virtual ~node() {
    end(inputs);
    while (next_to_end_) {
      node_ptr const one = std::move(next_to_end_);
      next_to_end_ = std::move(one->next_to_end_);
      end(one->inputs);
    }
  }

  node_kind kind;
  std::vector<column> columns;
  std::vector<node_ptr> inputs;
  /// How many rows the optimizer expects; negative: it has not looked.
  double expected_rows = -1;

 private:
  void end(std::vector<node_ptr>& these) noexcept {
    for (node_ptr& in : these) {
      if (!in) continue;
      in->next_to_end_ = std::move(next_to_end_);
      next_to_end_ = std::move(in);
    }
    these.clear();
  }
  node_ptr next_to_end_;
};

template <node_kind Kind>
struct node_of : node {
  static constexpr node_kind own_kind = Kind;
  node_of() noexcept : node(Kind) {}
};

/// The node as what it is.  Requires that kind.
template <class T>
[[nodiscard]] T& as(node& n) noexcept {
  HELIOS_EXPECTS(n.kind == T::own_kind);
  return static_cast<T&>(n);
}
template <class T>
[[nodiscard]] T const& as(node const& n) noexcept {
  HELIOS_EXPECTS(n.kind == T::own_kind);
  return static_cast<T const&>(n);
}

struct values : node_of<node_kind::values> {
  std::vector<expressions> rows;
};

/// Which versions of a table's rows a scan hands out: those of one state, or all of a range.
struct version_range {
  scn from{}, to{};
};

struct scan : node_of<node_kind::scan> {
  /// What a column of the scan is.
  struct source {
    enum class type : std::uint8_t {
      table_column,  // number `position` of the table
      row_id,        // bigint: the hidden row id, of tables without a primary key
      start_scn,     // of VERSIONS: bigint, timestamptz, text 'I', 'U', 'D'
      end_scn,
      start_time,
      end_time,
      operation,
      transaction,  // bigint: of the commit that made the version
    };
    type what = type::table_column;
    std::uint32_t position = 0;
  };
  catalog::table_ptr table;
  std::string alias;        // as EXPLAIN shows it
  std::uint32_t state = 0;  // which state of the database (plan/lower.hpp: tree_reader)
  std::optional<version_range> versions;
  std::vector<source> sources;  // one per column
  expressions filters;          // all must be true

  // Chosen by the optimizer: the tree to go through and the range of its keys. Bounds are
  // expressions without columns.
  catalog::index_definition const* index = nullptr;  // nullptr: the rows tree
  exec::scan_bound lower, upper;
  bool descending = false;
};

/// Rows that are not a tree's: made by the session when the operator begins.
class row_source {
 public:
  virtual ~row_source() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  /// A value per column and row.
  [[nodiscard]] virtual std::vector<std::vector<types::value>> fetch(
      std::span<types::value const> arguments) const = 0;
};

struct rows : node_of<node_kind::rows> {
  std::shared_ptr<row_source const> source;
  expressions arguments;  // without columns
};

/// generate_series(from, to, step): see exec/operators/series.hpp.
struct series : node_of<node_kind::series> {
  expressions arguments;
};

/// Reads a shared query, or inside a recursive one the rows of the last round.
struct shared : node_of<node_kind::shared> {
  std::uint32_t of = 0;  // in query::shared
  std::string name;
};

struct filter : node_of<node_kind::filter> {
  expressions conditions;  // all must be true
};

struct project : node_of<node_kind::project> {
  expressions values;
};

struct join : node_of<node_kind::join> {
  exec::join_kind how = exec::join_kind::inner;
  expressions conditions;  // all must be true; of a cross join none
  /// LATERAL: the right input reads columns of the left row through these slots.
  std::vector<std::uint32_t> slots;
  expressions slot_values;
  /// Numbers of columns of the inputs that nobody above reads: they are not handed out.
  std::vector<std::uint32_t> dropped;
};

struct aggregate : node_of<node_kind::aggregate> {
  expressions groups;
  std::vector<exec::aggregate> aggregates;
};

struct sort : node_of<node_kind::sort> {
  std::vector<exec::sort_key> keys;
  exec::row_window wanted;  // that of the LIMIT above: rows behind it need not come
};

/// Expressions without columns, of type bigint; nullptr or NULL: all, none left out.
struct limit : node_of<node_kind::limit> {
  expression_ptr count, offset;
};

struct distinct : node_of<node_kind::distinct> {
  std::vector<std::uint32_t> on;  // numbers of input columns; none: all
};

struct set_operation : node_of<node_kind::set_operation> {
  exec::set_kind how = exec::set_kind::union_;
  bool append = false;  // UNION ALL
};

/// WITH RECURSIVE: inputs[0] once, then inputs[1] while it brings rows, reading them as shared
/// number `of`.
struct recursive : node_of<node_kind::recursive> {
  std::uint32_t of = 0;
  bool all = true;  // false: UNION, rows that came before are left out
};

}  // namespace helios::plan
