// helios/sql/ast/branch.hpp -- the statements about branches and tags.
#pragma once

#include <helios/sql/ast/session.hpp>

namespace helios::sql::ast {

struct create_branch : statement_of<statement_kind::create_branch> {
  bool if_not_exists = false;
  ast::name name;
  ast::name parent;  // empty: the current branch
  moment when;
  list<option> options;
  friend bool operator==(create_branch const&, create_branch const&) = default;
};

struct drop_branch : statement_of<statement_kind::drop_branch> {
  bool if_exists = false, force = false;
  ast::name name;
  friend bool operator==(drop_branch const&, drop_branch const&) = default;
};

struct merge_branch : statement_of<statement_kind::merge_branch> {
  ast::name source;
  ast::name target;  // empty: the current branch
  list<option> options;
  friend bool operator==(merge_branch const&, merge_branch const&) = default;
};

struct alter_branch : statement_of<statement_kind::alter_branch> {
  enum class type : std::uint8_t { rename, reset, set_options };
  type what = type::rename;
  ast::name name, new_name;
  moment when;  // of reset
  list<option> options;
  friend bool operator==(alter_branch const&, alter_branch const&) = default;
};

struct use_branch : statement_of<statement_kind::use_branch> {
  ast::name name;
  friend bool operator==(use_branch const&, use_branch const&) = default;
};

struct show_branches : statement_of<statement_kind::show_branches> {
  friend bool operator==(show_branches const&, show_branches const&) = default;
};

struct create_tag : statement_of<statement_kind::create_tag> {
  bool if_not_exists = false;
  ast::name name;
  ast::name branch;  // empty: the current one
  moment when;
  friend bool operator==(create_tag const&, create_tag const&) = default;
};

struct drop_tag : statement_of<statement_kind::drop_tag> {
  bool if_exists = false;
  ast::name name;
  friend bool operator==(drop_tag const&, drop_tag const&) = default;
};

}  // namespace helios::sql::ast
