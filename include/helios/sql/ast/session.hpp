// helios/sql/ast/session.hpp -- transactions, settings, prepared statements, maintenance.
#pragma once

#include <helios/sql/ast/ddl.hpp>

namespace helios::sql::ast {

struct transaction_modes {
  enum class level : std::uint8_t {
    unsaid,
    read_uncommitted,
    read_committed,
    repeatable_read,
    serializable
  };
  enum class choice : std::uint8_t { unsaid, yes, no };
  level isolation = level::unsaid;
  choice read_only = choice::unsaid, deferrable = choice::unsaid;
  friend bool operator==(transaction_modes const&, transaction_modes const&) = default;
};

struct begin : statement_of<statement_kind::begin> {
  transaction_modes modes;
  friend bool operator==(begin const&, begin const&) = default;
};

struct end : statement_of<statement_kind::end> {
  enum class type : std::uint8_t { commit, rollback };
  type what = type::commit;
  bool chain = false;
  friend bool operator==(end const&, end const&) = default;
};

struct savepoint : statement_of<statement_kind::savepoint> {
  enum class type : std::uint8_t { set, release, rollback_to };
  type what = type::set;
  ast::name name;
  friend bool operator==(savepoint const&, savepoint const&) = default;
};

struct set : statement_of<statement_kind::set> {
  enum class scope : std::uint8_t { session, local };
  scope where = scope::session;
  list<ast::name> setting;
  expressions values;  // empty: DEFAULT
  bool from_current = false;
  friend bool operator==(set const&, set const&) = default;
};

/// SET TRANSACTION, SET SESSION CHARACTERISTICS AS TRANSACTION
struct set_transaction : statement_of<statement_kind::set_transaction> {
  bool session = false;
  transaction_modes modes;
  ref<expression> snapshot;
  friend bool operator==(set_transaction const&, set_transaction const&) = default;
};

struct show : statement_of<statement_kind::show> {
  list<ast::name> setting;  // empty: ALL
  friend bool operator==(show const&, show const&) = default;
};

struct reset : statement_of<statement_kind::reset> {
  list<ast::name> setting;  // empty: ALL
  friend bool operator==(reset const&, reset const&) = default;
};

struct prepare : statement_of<statement_kind::prepare> {
  ast::name name;
  list<data_type> types;
  ref<statement> body;
  friend bool operator==(prepare const&, prepare const&) = default;
};

struct execute : statement_of<statement_kind::execute> {
  ast::name name;
  expressions arguments;
  friend bool operator==(execute const&, execute const&) = default;
};

struct deallocate : statement_of<statement_kind::deallocate> {
  ast::name name;  // empty: ALL
  friend bool operator==(deallocate const&, deallocate const&) = default;
};

struct explain : statement_of<statement_kind::explain> {
  list<option> options;  // EXPLAIN ANALYZE VERBOSE is (analyze, verbose)
  ref<statement> body;
  friend bool operator==(explain const&, explain const&) = default;
};

struct vacuum_table {
  qualified_name name;
  list<ast::name> columns;
  friend bool operator==(vacuum_table const&, vacuum_table const&) = default;
};
/// VACUUM and ANALYZE
struct vacuum : statement_of<statement_kind::vacuum> {
  bool analyze_only = false;
  list<option> options;  // VACUUM FULL ANALYZE is (full, analyze)
  list<vacuum_table> tables;
  friend bool operator==(vacuum const&, vacuum const&) = default;
};

struct reindex : statement_of<statement_kind::reindex> {
  object_kind what = object_kind::table;
  bool concurrently = false;
  list<option> options;
  qualified_name name;  // may be missing for a database
  friend bool operator==(reindex const&, reindex const&) = default;
};

/// SQLite's PRAGMA name, PRAGMA name = value, PRAGMA name(value)
struct pragma : statement_of<statement_kind::pragma> {
  qualified_name name;
  ref<expression> value;
  friend bool operator==(pragma const&, pragma const&) = default;
};

struct do_ : statement_of<statement_kind::do_> {
  ast::name language;
  std::string_view body;
  friend bool operator==(do_ const&, do_ const&) = default;
};

/// BACKUP TO 'where', RESTORE FROM 'where'
struct backup : statement_of<statement_kind::backup> {
  bool restore = false;
  std::string_view place;
  friend bool operator==(backup const&, backup const&) = default;
};

struct checkpoint : statement_of<statement_kind::checkpoint> {
  friend bool operator==(checkpoint const&, checkpoint const&) = default;
};

}  // namespace helios::sql::ast
