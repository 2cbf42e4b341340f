// helios/sql/ast/ddl.hpp -- the statements that change the schema.
#pragma once

#include <helios/sql/ast/dml.hpp>

namespace helios::sql::ast {

enum class object_kind : std::uint8_t {
  table,
  view,
  materialized_view,
  index,
  sequence,
  schema,
  type,
  domain,
  database,
  column,
  constraint,
  policy,
  extension,
  function
};

/// One clause of a sequence: INCREMENT BY 2, NO MAXVALUE, OWNED BY t.c, CYCLE, RESTART.
struct sequence_option {
  enum class type : std::uint8_t {
    as,
    increment,
    minvalue,
    no_minvalue,
    maxvalue,
    no_maxvalue,
    start,
    restart,
    cache,
    cycle,
    no_cycle,
    owned_by,
    sequence_name
  };
  type what = type::as;
  ref<expression> value;
  ref<data_type> data;
  qualified_name name;
  friend bool operator==(sequence_option const&, sequence_option const&) = default;
};

struct foreign_action {
  enum class type : std::uint8_t { unsaid, no_action, restrict, cascade, set_null, set_default };
  type what = type::unsaid;
  list<ast::name> columns;  // SET NULL (a, b)
  friend bool operator==(foreign_action const&, foreign_action const&) = default;
};

/// A constraint of a column (then `columns` is empty) or of a table.
struct constraint {
  enum class type : std::uint8_t {
    null,
    not_null,
    default_,
    check,
    primary_key,
    unique,
    foreign_key,
    generated,
    identity,
    autoincrement
  };
  enum class matching : std::uint8_t { unsaid, simple, full, partial };
  enum class defer : std::uint8_t { unsaid, yes, no };
  ast::name name;
  type what = type::null;
  ref<expression> value;  // of default_, check, generated
  list<ast::name> columns, include;
  bool nulls_not_distinct = false, no_inherit = false, not_valid = false;
  bool always = false;  // GENERATED ALWAYS AS IDENTITY, else BY DEFAULT
  ast::name index;      // USING INDEX
  list<option> options;
  qualified_name references;
  list<ast::name> referenced;
  matching match = matching::unsaid;
  foreign_action on_delete, on_update;
  defer deferrable = defer::unsaid, initially_deferred = defer::unsaid;
  list<sequence_option> sequence;
  position at;
  friend bool operator==(constraint const&, constraint const&) = default;
};

struct column_definition {
  ast::name name;
  data_type type;
  qualified_name collation;
  list<constraint> constraints;
  bool encrypted = false;
  ast::name storage, compression;
  position at;
  friend bool operator==(column_definition const&, column_definition const&) = default;
};

/// A line of CREATE TABLE: one of the three is there.
struct table_element {
  ref<column_definition> column;
  ref<ast::constraint> constraint;
  qualified_name like;
  list<ast::name> including, excluding;  // LIKE t INCLUDING defaults
  friend bool operator==(table_element const&, table_element const&) = default;
};

struct create_table : statement_of<statement_kind::create_table> {
  enum class lifetime : std::uint8_t { permanent, temporary, unlogged };
  enum class at_commit : std::uint8_t { unsaid, preserve_rows, delete_rows, drop };
  lifetime life = lifetime::permanent;
  bool if_not_exists = false;
  qualified_name name;
  list<table_element> elements;
  list<qualified_name> inherits;
  list<option> options;
  at_commit on_commit = at_commit::unsaid;
  list<ast::name> columns;  // of CREATE TABLE .. AS
  ref<statement> source;    // a query or EXECUTE
  bool with_no_data = false;
  friend bool operator==(create_table const&, create_table const&) = default;
};

struct alter_action {
  enum class type : std::uint8_t {
    add_column,
    drop_column,
    set_type,
    set_default,
    drop_default,
    set_not_null,
    drop_not_null,
    drop_expression,
    add_generated,
    drop_identity,
    set_statistics,
    set_storage,
    set_encrypted,
    add_constraint,
    drop_constraint,
    validate_constraint,
    set_options,
    reset_options,
    owner_to,
    enable_row_security,
    disable_row_security,
    force_row_security,
    no_force_row_security,
    add_versioning,
    drop_versioning,
    set_logged,
    set_unlogged
  };
  type what = type::add_column;
  bool if_exists = false;  // IF NOT EXISTS where something is added
  bool cascade = false;
  ast::name name;  // of a column, constraint or owner
  ast::name storage;
  ref<column_definition> column;
  ref<ast::constraint> constraint;
  ref<data_type> data;
  qualified_name collation;
  ref<expression> value;  // a default, USING, statistics
  list<option> options;
  friend bool operator==(alter_action const&, alter_action const&) = default;
};
struct alter_table : statement_of<statement_kind::alter_table> {
  object_kind what = object_kind::table;
  bool if_exists = false, only = false;
  qualified_name name;
  list<alter_action> actions;
  friend bool operator==(alter_table const&, alter_table const&) = default;
};

/// ALTER .. RENAME [COLUMN c] TO n
struct rename : statement_of<statement_kind::rename> {
  object_kind what = object_kind::table;
  bool if_exists = false, only = false;
  qualified_name name;
  object_kind part = object_kind::table;  // column or constraint; table: the object itself
  ast::name from, to;
  friend bool operator==(rename const&, rename const&) = default;
};

struct set_schema : statement_of<statement_kind::set_schema> {
  object_kind what = object_kind::table;
  bool if_exists = false;
  qualified_name name;
  ast::name schema;
  friend bool operator==(set_schema const&, set_schema const&) = default;
};

struct create_index : statement_of<statement_kind::create_index> {
  bool unique = false, concurrently = false, if_not_exists = false, only = false,
       nulls_not_distinct = false;
  ast::name name;  // may be missing
  qualified_name table;
  ast::name method;
  list<index_element> elements;
  list<ast::name> include;
  list<option> options;
  ref<expression> where;
  friend bool operator==(create_index const&, create_index const&) = default;
};

struct create_view : statement_of<statement_kind::create_view> {
  enum class check : std::uint8_t { none, local, cascaded };
  bool or_replace = false, temporary = false, recursive = false, materialized = false,
       if_not_exists = false;
  qualified_name name;
  list<ast::name> columns;
  list<option> options;
  ref<ast::query> query;
  check check_option = check::none;
  bool with_no_data = false;
  friend bool operator==(create_view const&, create_view const&) = default;
};

struct create_schema : statement_of<statement_kind::create_schema> {
  bool if_not_exists = false;
  ast::name name, owner;
  friend bool operator==(create_schema const&, create_schema const&) = default;
};

struct create_sequence : statement_of<statement_kind::create_sequence> {
  bool temporary = false, if_not_exists = false;
  qualified_name name;
  list<sequence_option> options;
  friend bool operator==(create_sequence const&, create_sequence const&) = default;
};

struct alter_sequence : statement_of<statement_kind::alter_sequence> {
  bool if_exists = false;
  qualified_name name;
  list<sequence_option> options;
  friend bool operator==(alter_sequence const&, alter_sequence const&) = default;
};

struct create_type : statement_of<statement_kind::create_type> {
  qualified_name name;
  bool enumeration = false;  // else composite
  list<std::string_view> labels;
  list<column_definition> fields;
  friend bool operator==(create_type const&, create_type const&) = default;
};

/// ALTER TYPE .. ADD VALUE, RENAME VALUE
struct alter_type : statement_of<statement_kind::alter_type> {
  enum class place : std::uint8_t { last, before, after };
  qualified_name name;
  bool renames = false;  // else adds
  bool if_not_exists = false;
  std::string_view label;
  place where = place::last;
  std::string_view other;  // the label beside which it goes, or which it becomes
  friend bool operator==(alter_type const&, alter_type const&) = default;
};

struct create_domain : statement_of<statement_kind::create_domain> {
  qualified_name name;
  data_type type;
  qualified_name collation;
  list<constraint> constraints;
  friend bool operator==(create_domain const&, create_domain const&) = default;
};

struct create_database : statement_of<statement_kind::create_database> {
  bool if_not_exists = false;
  ast::name name;
  list<option> options;
  friend bool operator==(create_database const&, create_database const&) = default;
};

struct create_policy : statement_of<statement_kind::create_policy> {
  enum class command : std::uint8_t { all, select, insert, update, delete_ };
  ast::name name;
  qualified_name table;
  bool restrictive = false;
  command what = command::all;
  list<ast::name> roles;
  ref<expression> using_, check;
  friend bool operator==(create_policy const&, create_policy const&) = default;
};

struct create_extension : statement_of<statement_kind::create_extension> {
  bool if_not_exists = false;
  ast::name name;
  friend bool operator==(create_extension const&, create_extension const&) = default;
};

struct drop : statement_of<statement_kind::drop> {
  object_kind what = object_kind::table;
  bool if_exists = false, concurrently = false, cascade = false;
  list<qualified_name> names;
  qualified_name on;  // the table of a policy
  friend bool operator==(drop const&, drop const&) = default;
};

struct comment : statement_of<statement_kind::comment> {
  object_kind what = object_kind::table;
  qualified_name name;
  qualified_name on;  // the table of a constraint or policy
  ref<literal> text;  // NULL removes the comment
  friend bool operator==(comment const&, comment const&) = default;
};

struct refresh : statement_of<statement_kind::refresh> {
  bool concurrently = false, incrementally = false, with_no_data = false;
  qualified_name name;
  friend bool operator==(refresh const&, refresh const&) = default;
};

}  // namespace helios::sql::ast
