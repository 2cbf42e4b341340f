// helios/sql/impl/define/index.ipp -- CREATE INDEX.
#pragma once

#include <helios/sql/impl/define/definer.hpp>

#include <algorithm>

namespace helios::sql::defining {

inline void refuse_method(std::string_view method, std::size_t position) {
  if (method.empty() || method == "btree") return;
  static constexpr std::string_view known[] = {"hash", "gin",     "gist", "spgist", "brin",
                                               "hnsw", "ivfflat", "ivf",  "pq"};
  std::string const name(method);
  if (std::find(std::begin(known), std::end(known), method) != std::end(known))
    throw not_supported("access method \"" + name + "\" is").at(position);
  throw error(errc::undefined_object, "access method \"" + name + "\" does not exist").at(position);
}

/// Those of PostgreSQL's B-trees; they all order as helios does.
inline void refuse_operators(ast::qualified_name const& name, std::size_t position) {
  static constexpr std::string_view known[] = {
      "bool_ops",        "bpchar_ops",       "bpchar_pattern_ops", "bytea_ops",
      "date_ops",        "float4_ops",       "float8_ops",         "int2_ops",
      "int4_ops",        "int8_ops",         "interval_ops",       "numeric_ops",
      "text_ops",        "text_pattern_ops", "time_ops",           "timestamp_ops",
      "timestamptz_ops", "uuid_ops",         "varchar_ops",        "varchar_pattern_ops"};
  std::string_view const given = name.object().text;
  if (given.empty() || std::binary_search(std::begin(known), std::end(known), given)) return;
  throw error(errc::undefined_object, "operator class \"" + std::string(given) +
                                          "\" does not exist for access method \"btree\"")
      .at(position);
}

/// How PostgreSQL calls an expression where a name is wanted.
[[nodiscard]] inline std::string name_of(ast::expression const& e) {
  switch (e.kind) {
    case ast::expression_kind::column:
      return std::string(static_cast<ast::column const&>(e).parts.back().text);
    case ast::expression_kind::call:
      return std::string(static_cast<ast::call const&>(e).function.object().text);
    case ast::expression_kind::cast: {
      auto const& cast = static_cast<ast::cast const&>(e);
      std::string inner = name_of(*cast.operand);
      return inner == "expr" ? std::string(cast.type.name.object().text) : inner;
    }
    case ast::expression_kind::case_: return "case";
    case ast::expression_kind::subscript:
      return name_of(*static_cast<ast::subscript const&>(e).operand);
    default: return "expr";
  }
}

void definer::require_order(types::data_type t, std::size_t position) {
  if (types::has_order(t)) return;
  throw error(errc::undefined_object, "data type " + types::name(t) +
                                          " has no default operator class for access method "
                                          "\"btree\"")
      .hint("Use jsonb, or an index over an expression.")
      .at(position);
}

catalog::index_definition definer::index_of(table_definition const& t,
                                            ast::create_index const& tree) {
  using ast::order_item;
  catalog::index_definition index;
  index.unique = tree.unique;
  std::vector<std::string> names;
  for (ast::index_element const& e : tree.elements) {
    std::size_t const position = place(e.key->at);
    refuse_collation(e.collation);
    refuse_operators(e.operators, position);
    catalog::index_part part;
    part.order.descending = e.order == order_item::direction::descending;
    part.order.nulls_first = e.null_order == order_item::nulls::unsaid
                                 ? part.order.descending
                                 : e.null_order == order_item::nulls::first;
    std::string name = name_of(*e.key);
    bool const column = e.key->kind == ast::expression_kind::column &&
                        static_cast<ast::column const&>(*e.key).parts.size() == 1;
    if (column) {
      std::size_t const at = t.find_column(name);
      if (at == table_definition::npos)
        throw error(errc::undefined_column, "column \"" + name + "\" does not exist").at(position);
      require_order(t.columns[at].type, position);
      part.column = t.columns[at].id;
    } else {
      checked_expression checked = over(t, *e.key);
      if (exec::changes(*checked.bound) != exec::volatility::immutable)
        throw error(errc::invalid_object_definition,
                    "functions in index expression must be marked IMMUTABLE")
            .at(position);
      require_order(checked.bound->type, position);
      part.expression = std::move(checked.text);
    }
    std::string const wanted = name;
    for (int n = 1; std::find(names.begin(), names.end(), name) != names.end(); ++n)
      name = wanted + std::to_string(n);
    names.push_back(std::move(name));
    index.parts.push_back(std::move(part));
  }
  if (tree.where) {
    checked_expression checked = condition(t, *tree.where, "WHERE");
    if (exec::changes(*checked.bound) != exec::volatility::immutable)
      throw error(errc::invalid_object_definition,
                  "functions in index predicate must be marked IMMUTABLE")
          .at(place(tree.where->at));
    index.predicate = std::move(checked.text);
  }
  index.name = tree.name.text;
  if (index.name.empty()) {
    std::string wanted = t.name;
    for (std::string const& n : names) wanted += "_" + n;
    index.name = free_relation_name(t.schema, wanted + "_idx");
  }
  return index;
}

void definer::define(ast::create_index const& tree) {
  object_id const on = relation(tree.table);
  if (in().find_view(on)) {
    throw error(errc::wrong_object_type,
                "cannot create index on relation \"" + std::string(tree.table.object().text) + "\"")
        .detail("This operation is not supported for views.");
  }
  table_ptr const t = table(tree.table);
  if (skips(tree.if_not_exists && !tree.name.empty(), t->schema, tree.name.text)) return;
  refuse_method(tree.method.text, place(tree.at));
  refuse_options(tree.options);
  if (tree.nulls_not_distinct) throw not_supported("NULLS NOT DISTINCT is").at(place(tree.at));
  if (!tree.include.empty()) notice("INCLUDE is ignored: an index leads to the whole row");
  editor_.create_index(t->id, index_of(*t, tree));
}

}  // namespace helios::sql::defining
