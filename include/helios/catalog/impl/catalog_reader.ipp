// helios/catalog/impl/catalog_reader.ipp -- lookups in the two catalog trees.
#pragma once

#include <helios/catalog/catalog_reader.hpp>

#include <algorithm>

namespace helios::catalog {

namespace detail {

[[noreturn]] inline void throw_no_relation(std::string_view name) {
  throw error(errc::undefined_table, "relation \"" + std::string(name) + "\" does not exist");
}
[[noreturn]] inline void throw_not_a(std::string_view name, object_kind wanted) {
  throw error(errc::wrong_object_type,
              "\"" + std::string(name) + "\" is not a " + std::string(word(wanted)));
}

}  // namespace detail

catalog_reader::catalog_reader(storage::database_root const& root, storage::tree_space& space,
                               definition_cache& cache)
    : objects_(storage::open_tree(root, objects_tree, space)),
      names_(storage::open_tree(root, names_tree, space)),
      cache_(&cache) {
  if (!objects_ || !names_)
    throw error(errc::object_not_in_prerequisite_state, "this state of the database has no catalog")
        .detail("It is from before the database's first commit.");
  auto const is = [](storage::shape const& form, storage::shape const& wanted) {
    return form.keys() == wanted.keys() && form.columns() == wanted.columns();
  };
  if (!is(objects_->form(), objects_shape()) || !is(names_->form(), names_shape()))
    throw error(errc::data_corrupted, "the catalog's trees are none of a catalog");
}

std::optional<object_row> catalog_reader::find(object_id id) const {
  auto const row = objects().find(key_of(id));
  if (!row) return {};
  return read_object(key_of(id), row->row());
}

std::optional<object_id> catalog_reader::find_name(name_class in, object_id schema,
                                                   std::string_view name) const {
  bytes const key = name_key(in, schema, name);
  auto const row = names().find(byte_view(key));
  if (!row) return {};
  return id_in(row->row());
}

std::optional<object_id> catalog_reader::find_schema(std::string_view name) const {
  return find_name(name_class::schema, no_object, name);
}

std::optional<object_id> catalog_reader::find_relation(object_id schema,
                                                       std::string_view name) const {
  return find_name(name_class::relation, schema, name);
}

std::optional<object_id> catalog_reader::find_type(object_id schema, std::string_view name) const {
  return find_name(name_class::type, schema, name);
}

std::optional<object_kind> catalog_reader::kind_of(object_id id) const {
  auto const row = objects().find(key_of(id));
  if (!row) return {};
  return kind_in(row->row());
}

template <class T, class Decode>
std::shared_ptr<T const> catalog_reader::definition(object_id id, object_kind kind,
                                                    Decode&& decode) const {
  auto const row = objects().find(key_of(id));
  if (!row || kind_in(row->row()) != kind) return nullptr;
  return cache_->get<T>(key_of(id), row->row(), std::forward<Decode>(decode));
}

table_ptr catalog_reader::find_table(object_id id) const {
  auto const row = objects().find(key_of(id));
  if (!row || kind_in(row->row()) != object_kind::table) return nullptr;
  return table_in(key_of(id), row->row());
}

/// The table of a row, its enumerations as they are in this state (D6).
table_ptr catalog_reader::table_in(storage::key_view const& key,
                                   storage::stored_row const& row) const {
  std::uint64_t sum = definition_cache::sum_of(key, row);
  table_ptr const stored =
      cache_->get<table_definition>(sum, [&] { return decode_table(read_object(key, row)); });
  std::vector<types::data_type> known;
  each_enumeration(*stored, [&](column_definition const& c) {
    enumeration_ptr const e = find_enumeration(enumeration_of(c));
    if (!e)
      throw error(errc::data_corrupted,
                  "column \"" + c.name + "\" of table \"" + stored->name + "\" has lost its type");
    known.push_back(type_of(*e));
    std::int32_t const& definition = known.back().precision;
    sum = checksum({reinterpret_cast<std::byte const*>(&definition), sizeof definition}, sum);
  });
  if (known.empty()) return stored;
  return cache_->get<table_definition>(sum, [&] {
    table_definition t = *stored;
    auto next = known.begin();
    each_enumeration(t, [&](column_definition& c) { c.type.precision = (next++)->precision; });
    return t;
  });
}

table_ptr catalog_reader::with_labels(table_ptr table) const {
  std::shared_ptr<table_definition> changed;
  for (std::size_t i = 0; i != table->columns.size(); ++i) {
    column_definition const& c = table->columns[i];
    if (innermost(c.type) != types::type_id::enumeration) continue;
    enumeration_ptr const here = find_enumeration(enumeration_of(c));
    if (!here || type_of(*here).precision == c.type.precision) continue;
    types::enumeration both = types::definition_of(c.type);
    for (types::enumeration_label const& l : here->labels) {
      if (both.find(l.number) == nullptr) both.labels.push_back(l);
    }
    std::ranges::sort(both.labels, {}, &types::enumeration_label::number);
    if (!changed) changed = std::make_shared<table_definition>(*table);
    changed->columns[i].type.precision = types::number_of(std::move(both));
  }
  return changed ? table_ptr(std::move(changed)) : table;
}

enumeration_ptr catalog_reader::find_enumeration(object_id id) const {
  return definition<enumeration_definition>(id, object_kind::type, decode_enumeration);
}

view_ptr catalog_reader::find_view(object_id id) const {
  return definition<view_definition>(id, object_kind::view, decode_view);
}

sequence_ptr catalog_reader::find_sequence(object_id id) const {
  return definition<sequence_definition>(id, object_kind::sequence, decode_sequence);
}

table_ptr catalog_reader::find_table(object_id schema, std::string_view name) const {
  auto const id = find_relation(schema, name);
  return id ? find_table(*id) : nullptr;
}

table_ptr catalog_reader::table_of_index(object_id index) const {
  auto const row = find(index);
  if (!row || row->kind != object_kind::index) return nullptr;
  byte_reader r(row->definition);
  table_ptr table = find_table(static_cast<object_id>(r.get_varint()));
  // A primary key has the name of an index; the rows' own tree is that index.
  auto const is_key = [&](constraint_definition const& c) {
    return c.kind == constraint_kind::primary_key && c.id == index;
  };
  if (table && table->find_index(index) == nullptr &&
      std::none_of(table->constraints.begin(), table->constraints.end(), is_key))
    throw error(errc::data_corrupted, "index \"" + row->name + "\" is none of its table");
  return table;
}

object_id catalog_reader::schema(std::string_view name) const {
  if (auto const id = find_schema(name)) return *id;
  throw error(errc::invalid_schema_name, "schema \"" + std::string(name) + "\" does not exist");
}

object_id catalog_reader::relation(object_id schema, std::string_view name) const {
  auto const id = find_relation(schema, name);
  if (!id) detail::throw_no_relation(name);
  return *id;
}

table_ptr catalog_reader::table(object_id schema, std::string_view name) const {
  auto found = find_table(relation(schema, name));
  if (!found) detail::throw_not_a(name, object_kind::table);
  return found;
}

view_ptr catalog_reader::view(object_id schema, std::string_view name) const {
  auto found = find_view(relation(schema, name));
  if (!found) detail::throw_not_a(name, object_kind::view);
  return found;
}

sequence_ptr catalog_reader::sequence(object_id schema, std::string_view name) const {
  auto found = find_sequence(relation(schema, name));
  if (!found) detail::throw_not_a(name, object_kind::sequence);
  return found;
}

void catalog_reader::each(std::function<void(object_row const&)> const& visit) const {
  storage::cursor c(objects());
  while (c.next()) visit(read_object(c.key(), c.row()));
}

void catalog_reader::each_name(object_id schema,
                               std::function<void(std::string_view, object_id)> const& visit,
                               name_class of) const {
  bytes const prefix = name_key(of, schema, {});
  storage::cursor c(names(), storage::key_view(byte_view(prefix)));
  while (c.next()) {
    byte_view const key = c.key().text;
    if (key.size() < prefix.size() || compare(key.first(prefix.size()), prefix) != 0) return;
    visit(as_text(key.subspan(prefix.size())), id_in(c.row()));
  }
}

std::vector<table_ptr> catalog_reader::tables() const {
  std::vector<table_ptr> all;
  storage::cursor c(objects());
  while (c.next()) {
    if (kind_in(c.row()) == object_kind::table) all.push_back(table_in(c.key(), c.row()));
  }
  return all;
}

std::vector<sequence_ptr> catalog_reader::sequences_of(std::span<object_id const> tables) const {
  std::vector<sequence_ptr> all;
  storage::cursor c(objects());
  while (c.next()) {
    if (kind_in(c.row()) != object_kind::sequence) continue;
    sequence_ptr s = find_sequence(static_cast<object_id>(c.key().number));
    if (std::find(tables.begin(), tables.end(), s->owner) != tables.end())
      all.push_back(std::move(s));
  }
  return all;
}

std::string catalog_reader::sequence_user::text() const {
  return "default value for column " + column().name + " of table " + table->name;
}

std::vector<catalog_reader::sequence_user> catalog_reader::users_of(
    std::span<sequence_ptr const> sequences) const {
  std::vector<sequence_user> all;
  if (sequences.empty()) return all;
  for (table_ptr const& t : tables()) {
    for (std::size_t i = 0; i != t->columns.size(); ++i) {
      auto const is = [&](sequence_ptr const& s) { return s->id == t->columns[i].sequence; };
      if (std::any_of(sequences.begin(), sequences.end(), is)) all.push_back({t, i});
    }
  }
  return all;
}

std::map<object_id, catalog_reader::sequence_group> catalog_reader::sequence_groups(
    std::span<object_id const> of) const {
  std::vector<sequence_ptr> all = sequences_of(of);
  std::map<object_id, sequence_group*> group_of;
  std::map<object_id, sequence_group> groups;
  auto const add = [&](object_id to, sequence_ptr const& s) {
    groups[to].sequences.push_back(s);
    group_of[s->id] = &groups[to];
  };
  for (sequence_ptr const& s : all) add(s->owner, s);
  for (object_id const id : of) {
    if (sequence_ptr const s = find_sequence(id)) {
      add(id, s);
      all.push_back(s);
    }
  }
  for (sequence_user& user : users_of(all))
    group_of.at(user.column().sequence)->users.push_back(std::move(user));
  return groups;
}

}  // namespace helios::catalog
