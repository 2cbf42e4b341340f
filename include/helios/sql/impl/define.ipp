// helios/sql/impl/define.ipp -- which statement defines what.
#pragma once

#include <helios/sql/define.hpp>
#include <helios/sql/impl/define/definer.hpp>

#include <algorithm>

namespace helios::sql {

namespace defining {

void definer::define(ast::create_schema const& tree) {
  std::string const name((tree.name.empty() ? tree.owner : tree.name).text);
  if (name.starts_with("pg_") || name == "information_schema") {
    throw error(errc::reserved_name, "unacceptable schema name \"" + name + "\"")
        .detail("The prefix \"pg_\" is reserved for system schemas.");
  }
  if (tree.if_not_exists && in().find_schema(name))
    return notice("schema \"" + name + "\" already exists, skipping");
  editor_.create_schema(name);
}

void definer::define(ast::create_extension const& tree) {
  // What these extensions bring is built in.
  static constexpr std::string_view built_in[] = {"vector", "plpgsql", "pgcrypto", "uuid-ossp"};
  std::string const name(tree.name.text);
  if (std::find(std::begin(built_in), std::end(built_in), tree.name.text) == std::end(built_in)) {
    throw error(errc::feature_not_supported, "extension \"" + name + "\" is not available")
        .hint("helios has no extensions; what they bring is built in, or not there.");
  }
  notice("extension \"" + name + "\" already exists, skipping");
}

/// The word behind CREATE, ALTER and DROP in a command tag.
[[nodiscard]] inline std::string_view tag_word(ast::object_kind what) {
  switch (what) {
    case ast::object_kind::table: return "TABLE";
    case ast::object_kind::view: return "VIEW";
    case ast::object_kind::materialized_view: return "MATERIALIZED VIEW";
    case ast::object_kind::index: return "INDEX";
    case ast::object_kind::sequence: return "SEQUENCE";
    case ast::object_kind::schema: return "SCHEMA";
    case ast::object_kind::type: return "TYPE";
    case ast::object_kind::domain: return "DOMAIN";
    case ast::object_kind::database: return "DATABASE";
    case ast::object_kind::column: return "COLUMN";
    case ast::object_kind::constraint: return "CONSTRAINT";
    case ast::object_kind::policy: return "POLICY";
    case ast::object_kind::extension: return "EXTENSION";
    case ast::object_kind::function: return "FUNCTION";
  }
  HELIOS_UNREACHABLE();
}

}  // namespace defining

bool is_definition(ast::statement const& tree) noexcept {
  using kind = ast::statement_kind;
  switch (tree.kind) {
    case kind::create_table: return !static_cast<ast::create_table const&>(tree).source;
    case kind::alter_table:
    case kind::create_index:
    case kind::create_view:
    case kind::create_schema:
    case kind::create_sequence:
    case kind::alter_sequence:
    case kind::create_type:
    case kind::alter_type:
    case kind::create_domain:
    case kind::create_database:
    case kind::create_policy:
    case kind::create_extension:
    case kind::drop:
    case kind::rename:
    case kind::set_schema:
    case kind::comment:
    case kind::refresh: return true;
    default: return false;
  }
}

std::string definition_tag(ast::statement const& tree) {
  HELIOS_EXPECTS(is_definition(tree));
  using kind = ast::statement_kind;
  auto const word = [](auto const& node) { return std::string(defining::tag_word(node.what)); };
  switch (tree.kind) {
    case kind::create_table: return "CREATE TABLE";
    case kind::create_index: return "CREATE INDEX";
    case kind::create_view: return "CREATE VIEW";
    case kind::create_schema: return "CREATE SCHEMA";
    case kind::create_sequence: return "CREATE SEQUENCE";
    case kind::create_type: return "CREATE TYPE";
    case kind::alter_type: return "ALTER TYPE";
    case kind::create_domain: return "CREATE DOMAIN";
    case kind::create_database: return "CREATE DATABASE";
    case kind::create_policy: return "CREATE POLICY";
    case kind::create_extension: return "CREATE EXTENSION";
    case kind::alter_sequence: return "ALTER SEQUENCE";
    case kind::comment: return "COMMENT";
    case kind::refresh: return "REFRESH MATERIALIZED VIEW";
    case kind::drop: return "DROP " + word(static_cast<ast::drop const&>(tree));
    case kind::alter_table: return "ALTER " + word(static_cast<ast::alter_table const&>(tree));
    case kind::rename: return "ALTER " + word(static_cast<ast::rename const&>(tree));
    case kind::set_schema: return "ALTER " + word(static_cast<ast::set_schema const&>(tree));
    default: HELIOS_UNREACHABLE();
  }
}

definition_result define(ast::statement const& tree, std::string_view text,
                         catalog::write_scope& scope, surroundings& of) {
  HELIOS_EXPECTS(is_definition(tree));
  defining::definer d(text, scope, of);
  ast::visit(tree, [&](auto const& node) {
    if constexpr (requires { d.define(node); }) {
      d.define(node);
    } else {
      using kind = ast::statement_kind;
      std::string_view const what = tree.kind == kind::create_domain ? "domains are"
                                    : tree.kind == kind::create_database
                                        ? "databases beside this one are"
                                    : tree.kind == kind::create_policy ? "policies are"
                                                                       : "materialized views are";
      throw defining::not_supported(what).at(character_position(text, tree.at.offset));
    }
  });
  return {definition_tag(tree), d.take_notices()};
}

std::optional<catalog::object_id> define_table_as(ast::create_table const& tree,
                                                  std::string_view text,
                                                  std::span<plan::column const> columns,
                                                  catalog::write_scope& scope, surroundings& of) {
  return defining::definer(text, scope, of).define_as(tree, columns);
}

}  // namespace helios::sql
