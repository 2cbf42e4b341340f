// helios/sql/impl/define/sequence.ipp -- CREATE SEQUENCE, ALTER SEQUENCE and their options.
#pragma once

#include <helios/sql/impl/define/definer.hpp>

#include <charconv>
#include <limits>

namespace helios::sql::defining {

std::int64_t definer::number(ast::expression const& tree) const {
  bool const negative = tree.kind == ast::expression_kind::unary;
  ast::expression const& magnitude =
      negative ? *static_cast<ast::unary const&>(tree).operand : tree;
  std::string_view const digits = static_cast<ast::literal const&>(magnitude).text;
  std::string const written = (negative ? "-" : "") + std::string(digits);
  std::int64_t out = 0;
  auto const [end, failed] = std::from_chars(written.data(), written.data() + written.size(), out);
  if (failed == std::errc() && end == written.data() + written.size()) return out;
  bool const is_long = failed == std::errc::result_out_of_range;
  throw error(is_long ? errc::numeric_value_out_of_range : errc::invalid_text_representation,
              is_long ? "value \"" + written + "\" is out of range for type bigint"
                      : "invalid input syntax for type bigint: \"" + written + '"')
      .at(place(tree.at));
}

struct number_range {
  std::int64_t lowest, highest;
};
template <class T>
inline constexpr number_range range_of{std::numeric_limits<T>::min(),
                                       std::numeric_limits<T>::max()};

[[nodiscard]] inline number_range range_for(types::type_id type, std::size_t position) {
  switch (type) {
    case types::type_id::int2: return range_of<std::int16_t>;
    case types::type_id::int4: return range_of<std::int32_t>;
    case types::type_id::int8: return range_of<std::int64_t>;
    default:
      throw error(errc::invalid_parameter_value,
                  "sequence type must be smallint, integer, or bigint")
          .at(position);
  }
}

/// `restart`: nullptr for a sequence that is being made, where RESTART has no place.
void definer::read_options(catalog::sequence_definition& s, types::type_id type,
                           ast::list<ast::sequence_option> const& options,
                           std::optional<std::int64_t>* restart) const {
  using kind = ast::sequence_option::type;
  bool const fresh = restart == nullptr;
  bool typed = fresh, started = false, low = false, high = false, restarts = false;
  std::size_t position = 0;
  std::set<kind> said;
  for (ast::sequence_option const& o : options) {
    kind group = o.what;
    if (group == kind::no_minvalue) group = kind::minvalue;
    if (group == kind::no_maxvalue) group = kind::maxvalue;
    if (group == kind::no_cycle) group = kind::cycle;
    if (!said.insert(group).second)
      throw error(errc::syntax_error, "conflicting or redundant options");
    switch (o.what) {
      case kind::as:
        type = bind_type(*o.data, text_, type_finder()).id;
        position = place(o.data->name.at);
        typed = true;
        break;
      case kind::increment: s.increment = number(*o.value); break;
      case kind::minvalue: s.minimum = number(*o.value), low = true; break;
      case kind::maxvalue: s.maximum = number(*o.value), high = true; break;
      case kind::no_minvalue:
      case kind::no_maxvalue: break;
      case kind::start: s.start = number(*o.value), started = true; break;
      case kind::restart:
        restarts = true;
        if (!fresh && o.value) *restart = number(*o.value);
        break;
      case kind::cache: {
        // Values are handed out one by one, in blocks that the engine reserves.
        std::int64_t const cache = number(*o.value);
        if (cache <= 0)
          throw error(errc::invalid_parameter_value,
                      "CACHE (" + std::to_string(cache) + ") must be greater than zero");
        break;
      }
      case kind::cycle: s.cycle = true; break;
      case kind::no_cycle: s.cycle = false; break;
      case kind::owned_by: own(s, o.name); break;
      case kind::sequence_name: break;  // read where an identity column is made
    }
  }
  number_range const all = range_for(type, position);
  bool const up = s.increment > 0;
  auto const bound = [&](bool given, bool reset, std::int64_t& value, std::int64_t otherwise,
                         std::string_view word) {
    if (given) {
      if (value < all.lowest || value > all.highest)
        throw error(errc::invalid_parameter_value, std::string(word) + " (" +
                                                       std::to_string(value) +
                                                       ") is out of range for sequence data type " +
                                                       std::string(types::name(type)));
    } else if (reset) {
      value = otherwise;
    }
  };
  bound(high, typed || said.contains(kind::maxvalue), s.maximum, up ? all.highest : -1, "MAXVALUE");
  bound(low, typed || said.contains(kind::minvalue), s.minimum, up ? 1 : all.lowest, "MINVALUE");
  if (fresh && !started) s.start = up ? s.minimum : s.maximum;
  if (!fresh && restarts && !*restart) *restart = s.start;
}

void definer::own(catalog::sequence_definition& s, ast::qualified_name const& column) const {
  if (catalog::table_ptr const old = in().find_table(s.owner)) {
    for (catalog::column_definition const& c : old->columns) {
      if (c.sequence != s.id || c.identity == catalog::identity_kind::none) continue;
      throw error(errc::feature_not_supported, "cannot change ownership of identity sequence")
          .detail("Sequence \"" + s.name + "\" is linked to table \"" + old->name + "\".");
    }
  }
  if (column.parts.size() == 1 && column.object() == "none") {
    s.owner = catalog::no_object;
    s.owner_column = {};
    return;
  }
  if (column.parts.size() < 2) {
    throw error(errc::syntax_error, "invalid OWNED BY option")
        .hint("Specify OWNED BY table.column or OWNED BY NONE.");
  }
  ast::qualified_name of;
  arena memory;
  of.at = column.at;
  for (std::size_t i = 0; i + 1 != column.parts.size(); ++i)
    of.parts.append(memory, column.parts[i]);
  table_ptr const t = table(of);
  s.owner_column = t->columns[t->column_at(column.object().text)].id;
  s.owner = t->id;
  if (t->schema != s.schema)
    throw error(errc::object_not_in_prerequisite_state,
                "sequence must be in same schema as table it is linked to");
}

void definer::define(ast::create_sequence const& tree) {
  if (tree.temporary) throw not_supported("temporary sequences are");
  catalog::sequence_definition s;
  s.schema = schema_for(tree.name);
  s.name = tree.name.object().text;
  if (skips(tree.if_not_exists, s.schema, s.name)) return;
  read_options(s, types::type_id::int8, tree.options, nullptr);
  editor_.create_sequence(std::move(s));
}

void definer::define(ast::alter_sequence const& tree) {
  std::optional<object_id> const found = find(tree.name, tree.if_exists);
  if (!found && tree.if_exists)
    return notice("relation \"" + std::string(tree.name.object().text) +
                  "\" does not exist, skipping");
  catalog::sequence_ptr const old = in().find_sequence(relation(tree.name));
  if (!old)
    throw error(errc::wrong_object_type,
                "\"" + std::string(tree.name.object().text) + "\" is not a sequence");
  catalog::sequence_definition changed = *old;
  std::optional<std::int64_t> restart;
  read_options(changed, types::type_id::int8, tree.options, &restart);
  editor_.alter_sequence(std::move(changed), restart);
}

}  // namespace helios::sql::defining
