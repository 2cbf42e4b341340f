// helios/sql/ast/statement.hpp -- the kinds of statements, and what they have in common.
#pragma once

#include <helios/sql/ast/expression.hpp>

namespace helios::sql::ast {

#define HELIOS_SQL_STATEMENTS(X)                                                                   \
  X(select)                                                                                        \
  X(values)                                                                                        \
  X(set_operation)                                                                                 \
  X(insert)                                                                                        \
  X(update) X(delete_) X(merge) X(truncate) X(copy) X(create_table) X(alter_table) X(create_index) \
      X(create_view) X(create_schema) X(create_sequence) X(alter_sequence) X(create_type)          \
          X(alter_type) X(create_domain) X(create_database) X(create_policy) X(create_extension)   \
              X(drop) X(rename) X(set_schema) X(comment) X(refresh) X(begin) X(end) X(savepoint)   \
                  X(set) X(set_transaction) X(show) X(reset) X(prepare) X(execute) X(deallocate)   \
                      X(explain) X(vacuum) X(reindex) X(pragma) X(do_) X(backup) X(checkpoint)     \
                          X(create_branch) X(drop_branch) X(merge_branch) X(alter_branch)          \
                              X(use_branch) X(show_branches) X(create_tag) X(drop_tag)

enum class statement_kind : std::uint8_t {
#define HELIOS_SQL_KIND(node) node,
  HELIOS_SQL_STATEMENTS(HELIOS_SQL_KIND)
#undef HELIOS_SQL_KIND
};

struct statement {
  statement_kind kind;
  std::uint16_t parameters = 0;  // the greatest number of a parameter; set for whole statements
  position at, end;              // its bytes in the text, without the semicolon
  friend bool operator==(statement const& a, statement const& b) noexcept {
    return a.kind == b.kind;
  }
};

template <statement_kind Kind>
struct statement_of : statement {
  constexpr statement_of() noexcept : statement{Kind, 0, {}, {}} {}
};

/// name [(columns)] AS [NOT MATERIALIZED] (statement)
struct common_table {
  enum class materialize : std::uint8_t { unsaid, yes, no };
  ast::name name;
  list<ast::name> columns;
  materialize how = materialize::unsaid;
  ref<statement> body;
  position at;
  friend bool operator==(common_table const&, common_table const&) = default;
};
struct with_clause {
  bool recursive = false;
  list<common_table> tables;
  friend bool operator==(with_clause const&, with_clause const&) = default;
};

/// What may begin with WITH: queries and the statements that change rows.
struct with_statement : statement {
  with_clause with;
  friend bool operator==(with_statement const&, with_statement const&) = default;
};
template <statement_kind Kind>
struct with_statement_of : with_statement {
  constexpr with_statement_of() noexcept : with_statement{{Kind, 0, {}, {}}, {}} {}
};

}  // namespace helios::sql::ast
