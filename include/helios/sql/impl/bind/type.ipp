// helios/sql/impl/bind/type.ipp -- types as they are written.
#pragma once

#include <helios/sql/bind.hpp>
#include <helios/sql/impl/bind/binder.hpp>
#include <helios/sql/token.hpp>

#include <charconv>

namespace helios::sql {

namespace binding::detail {

[[nodiscard]] inline std::int64_t modifier_of(ast::expression const& e, std::string_view text) {
  bool const negative = e.kind == ast::expression_kind::unary;
  ast::expression const& digits = negative ? *static_cast<ast::unary const&>(e).operand : e;
  if (digits.kind == ast::expression_kind::literal) {
    auto const& number = static_cast<ast::literal const&>(digits);
    std::int64_t n = 0;
    char const* const end = number.text.data() + number.text.size();
    if (number.what == ast::literal::type::integer &&
        std::from_chars(number.text.data(), end, n).ptr == end)
      return negative ? -n : n;
  }
  throw error(errc::syntax_error, "type modifiers must be simple constants or identifiers")
      .at(character_position(text, e.at.offset));
}

}  // namespace binding::detail

types_by_name types_of(surroundings& of) {
  return [&of](ast::qualified_name const& name) {
    return binding::find_type(of.catalog(of.state({}, {})), name, of.search_path());
  };
}

namespace binding {

std::optional<data_type> find_type(catalog::catalog_reader const& in,
                                   ast::qualified_name const& name,
                                   std::span<std::string const> search_path) {
  auto const look = [&](std::string_view schema) -> std::optional<data_type> {
    auto const at = in.find_schema(schema);
    auto const id = at ? in.find_type(*at, name.object().text) : std::nullopt;
    if (!id) return {};
    return catalog::type_of(*in.find_enumeration(*id));
  };
  if (name.parts.size() == 2) return look(name.parts[0].text);
  if (name.parts.size() > 2) return {};
  for (std::string const& schema : search_path) {
    if (auto const found = look(schema)) return found;
  }
  return {};
}

}  // namespace binding

namespace binding::detail {

/// Without the brackets behind it.
[[nodiscard]] inline data_type bind_scalar_type(ast::data_type const& tree, std::string_view text,
                                                types_by_name const& find) {
  std::size_t const place = character_position(text, tree.name.at.offset);
  auto const refuse = [&](std::string_view what) {
    throw error(errc::feature_not_supported, std::string(what) + " are not supported yet")
        .at(place);
  };
  if (tree.set_of) refuse("sets as types");
  if (tree.interval_fields != 0) refuse("intervals restricted to some fields");
  std::vector<std::int64_t> modifiers;
  for (auto const& m : tree.modifiers) modifiers.push_back(modifier_of(*m, text));
  bool const ours = tree.name.parts.size() == 1 ||
                    (tree.name.parts.size() == 2 && tree.name.parts[0] == "pg_catalog");
  // A built-in type of the name comes first.
  auto const own = [&] {
    auto const found = find(tree.name);
    if (found && !modifiers.empty())
      throw error(errc::syntax_error,
                  "type modifier is not allowed for type \"" + types::name(*found) + '"')
          .at(place);
    return found;
  };
  try {
    if (ours) return types::make_type(tree.name.object().text, modifiers);
  } catch (error const& e) {
    if (e.code() == errc::undefined_object || e.code() == errc::feature_not_supported) {
      if (auto const found = own()) return *found;
    }
    throw error(e).at(place);
  }
  if (auto const found = own()) return *found;
  std::string name;
  for (ast::name const& part : tree.name.parts) {
    if (!name.empty()) name += '.';
    name += part.text;
  }
  throw error(errc::undefined_object, "type \"" + name + "\" does not exist").at(place);
}

}  // namespace binding::detail

// Sizes and numbers of dimensions are not looked at, as in PostgreSQL.
types::data_type bind_type(ast::data_type const& tree, std::string_view text,
                           types_by_name const& find) {
  types::data_type const type = binding::detail::bind_scalar_type(tree, text, find);
  return tree.array_bounds.empty() ? type : types::array_of(type);
}

namespace binding {

namespace detail {

/// Of an expression that stands without a catalog: the enumerations of the columns it can name, and
/// of what it is for.
[[nodiscard]] inline std::optional<data_type> type_at_hand(scope const& in, std::string_view name) {
  auto const is = [&](data_type t) {
    return innermost(t) == type_id::enumeration && types::definition_of(t).name == name;
  };
  auto const itself = [](data_type t) { return data_type(type_id::enumeration, t.precision); };
  if (is(in.of.wanted)) return itself(in.of.wanted);
  for (relation const& r : in.relations) {
    for (auto const& f : r.fields) {
      if (is(f.value->type)) return itself(f.value->type);
    }
  }
  return {};
}

}  // namespace detail

data_type bind_type(scope& in, ast::data_type const& tree) {
  auto const find = [&](ast::qualified_name const& name) -> std::optional<data_type> {
    if (in.of.of == nullptr) return detail::type_at_hand(in, name.object().text);
    surroundings& of = *in.of.of;
    std::vector<std::string> path;
    if (!in.of.first_schema.empty()) path.push_back(in.of.first_schema);
    path.insert(path.end(), of.search_path().begin(), of.search_path().end());
    return find_type(of.catalog(of.state(in.of.branch, in.of.at)), name, path);
  };
  try {
    return sql::bind_type(tree, in.of.text, find);
  } catch (error const& e) {
    if (in.of.of != nullptr || e.code() != errc::undefined_object) throw;
    throw error(e).hint(
        "An expression that is kept with a table can name the enumerations of its columns.");
  }
}

}  // namespace binding

}  // namespace helios::sql
