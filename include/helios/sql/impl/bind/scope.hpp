// helios/sql/impl/bind/scope.hpp -- what names mean while a statement is bound.
//
// Shape     scope     one level of names: the FROM items of a SELECT, or the tables of a WITH. Its
//                     `outer` is the level around it.
//           frame     what lies between a scope and its outer one where rows do not cross: the
//                     border of a subquery in an expression, or of a LATERAL item. A column from
//                     beyond becomes a slot of the frame next to the column's scope.
//
//             SELECT a, (SELECT (SELECT t.a + u.b) FROM u) FROM t
//             scope{t} <--frame 1-- scope{u} <--frame 2-- scope{}
//             t.a: a slot that frame 1 sets and the innermost query reads; u.b: one of frame 2
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/bind.hpp>
#include <helios/sql/token.hpp>

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace helios::sql::binding {

using exec::expression_ptr;
using exec::expressions;
using plan::node_ptr;
using types::data_type;
using types::type_id;

struct scope;

/// What one call of bind_query or its kin is about.
struct context {
  std::string_view text;
  surroundings* of = nullptr;  // nullptr: an expression that stands for itself
  data_type wanted;            // what such a one is for; unknown: nobody says
  plan::query* query = nullptr;
  std::uintptr_t stack_end = 0;

  // Where tables are looked for that say nothing of branch and time. A view's are its own.
  std::string branch;
  std::optional<scn> at;
  std::string first_schema;  // of the view at hand; empty: the search path alone

  /// Ids of tables and views named outside of views, for who wants them.
  std::vector<catalog::object_id>* found = nullptr;
  /// What names of columns outside of views come to, for who wants to write it out.
  resolved_names* resolved = nullptr;
  /// Scopes whose columns were named, for who wants to know (an aggregate: where it belongs).
  std::vector<scope*>* named = nullptr;
  /// Where columns and literals were written.
  std::unordered_map<expression_ptr, ast::position> written;

  [[nodiscard]] std::size_t place(ast::position at_) const noexcept {
    return character_position(text, at_.offset);
  }
  void note(expression_ptr const& e, ast::position at_) { written.insert_or_assign(e, at_); }
  [[nodiscard]] plan::column new_column(data_type type, std::string name) const {
    return {++query->columns, type, std::move(name)};
  }
};

struct frame {
  struct crossing {
    std::uint32_t slot = 0;
    expression_ptr value;  // in the scope beyond
  };
  std::vector<crossing> sets;
  std::vector<std::uint32_t> reads;
  /// Of a table of WITH: it sets nothing, and only tells what is read beyond it.
  bool listens = false;
};

/// A column that a FROM item has.
struct field {
  std::string name;
  expression_ptr value;  // a column, or what JOIN USING makes of two
  bool hidden = false;   // found by its name, but no part of *
};

/// A FROM item.
struct relation {
  std::string name;            // empty: only its columns can be named
  std::string schema, branch;  // of a table without alias
  std::vector<field> fields;
  catalog::table_ptr table;  // its columns are the first fields
  bool named = true;         // t.a finds it
  bool plain = true;         // a finds its columns
  bool lateral_ok = true;    // false: beside an outer join that forbids it
};

/// A table of WITH.
struct common_table {
  std::string name;
  std::uint32_t number = 0;  // in plan::query::shared
  std::vector<plan::column> columns;
  std::vector<std::uint32_t> reads;  // slots
  bool keep = false;                 // MATERIALIZED, or read from inside an expression
  std::uint32_t references = 0;
  // While a recursive one is bound.
  enum class stage : std::uint8_t { done, first_term, repeated_term };
  stage at = stage::done;
  std::uint32_t working = 0;  // number of the rows of the last round
};

/// The aggregates of one SELECT; they are columns of its grouping.
struct aggregation {
  std::vector<exec::aggregate> aggregates;
  std::vector<plan::column> results;
  /// string_agg(a, ',' ORDER BY b): the rows are sorted before they are grouped.
  std::vector<exec::sort_key> order;
};

struct scope {
  context& of;
  scope* outer = nullptr;
  frame* boundary = nullptr;
  std::vector<relation> relations{};
  /// false while FROM is read: its items do not see each other.
  bool open = true;
  std::deque<common_table>* tables = nullptr;
  aggregation* grouping = nullptr;
  /// Why aggregates are not welcome; empty: they are.
  std::string_view refusal = "aggregate functions are not allowed here";

  [[nodiscard]] std::size_t place(ast::position at) const noexcept { return of.place(at); }
};

/// A change of a scope's member for a while.
template <class T>
class while_set {
 public:
  while_set(T& member, T value) : member_(&member), before_(std::exchange(member, value)) {}
  while_set(while_set const&) = delete;
  while_set& operator=(while_set const&) = delete;
  ~while_set() { *member_ = std::move(before_); }

 private:
  T* member_;
  T before_;
};
/// `aggregate functions are not allowed in WHERE`, for the time that WHERE is bound.
using refuse_aggregates = while_set<std::string_view>;

}  // namespace helios::sql::binding
