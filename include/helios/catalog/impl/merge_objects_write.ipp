// helios/catalog/impl/merge_objects_write.ipp -- the catalog as it was decided, its trees, and
// names that nobody chose.
#pragma once

#include <helios/catalog/merge_objects.hpp>

#include <helios/catalog/index_key.hpp>

#include <helios/catalog/impl/merge_names.hpp>

namespace helios::catalog {

using history::tree_origin;

namespace detail {

/// Of anything but a table.
[[nodiscard]] inline object_row with_dependents(object_row const& row,
                                                std::vector<object_id> const& dependents) {
  auto const with = [&](auto d) {
    if (d.dependents == dependents) return row;
    d.dependents = dependents;
    return encode(d);
  };
  if (row.kind == object_kind::view) return with(decode_view(row));
  if (row.kind == object_kind::type) return with(decode_enumeration(row));
  return row;
}

}  // namespace detail

/// (D4), (N2)
void merge_objects::set_dependents() {
  std::map<object_id, std::set<object_id>> of;
  for (auto& [id, o] : merged_) {
    if (o.table) {
      o.table->name = o.row.name;
      o.table->schema = o.row.schema;
      for (constraint_definition const& c : o.table->constraints) of[c.referenced].insert(id);
      for (column_definition const& c : o.table->columns) {
        if (innermost(c.type) == types::type_id::enumeration) of[enumeration_of(c)].insert(id);
      }
    } else if (o.row.kind == object_kind::view) {
      for (object_id const read : decode_view(o.row).reads) of[read].insert(id);
    }
  }
  for (auto& [id, o] : merged_) {
    std::vector<object_id> const dependents(of[id].begin(), of[id].end());
    if (o.table) {
      o.table->dependents = dependents;
      o.row = encode(*o.table);
    } else {
      o.row = detail::with_dependents(o.row, dependents);
    }
  }
}

/// What CREATE TABLE calls the sequence of a column; nothing: it is none, or has another name.
std::optional<std::string> merge_objects::chosen_name(object const& o) const {
  if (o.row.kind != object_kind::sequence) return {};
  sequence_definition const s = decode_sequence(o.row);
  object const* const owner = loser_->find(s.owner);
  if (owner == nullptr || !owner->table) return {};
  std::size_t const at = owner->table->find_column(s.owner_column);
  if (at == table_definition::npos) return {};
  std::string wanted = owner->row.name + "_" + owner->table->columns[at].name + "_seq";
  bool const chosen =
      s.name.starts_with(wanted) &&
      std::string_view(s.name).find_first_not_of("0123456789", wanted.size()) == std::string::npos;
  return chosen ? std::optional(std::move(wanted)) : std::nullopt;
}

/// As catalog_editor::free_name(), among what is merged so far.
std::string merge_objects::free_name(object_row const& row, std::string const& wanted) const {
  std::set<bytes> taken;
  for (auto const& [id, o] : merged_) {
    for (claim const& c : claims_of(o)) taken.insert(c.name);
  }
  std::string name = wanted;
  for (int n = 1; taken.contains(detail::claimed_name(row, name)); ++n)
    name = wanted + std::to_string(n);
  return name;
}

void merge_objects::set_origins() {
  for (side const* s : {&base_, &ours_, &theirs_}) {
    for (auto const& [id, o] : s->all) {
      if (!o.table) continue;
      origins_[o.table->rows] = tree_origin::none;
      for (index_definition const& i : o.table->indexes) origins_[i.tree] = tree_origin::none;
    }
  }
  for (auto& [id, o] : merged_) {
    if (!o.table) continue;
    table_definition& t = *o.table;
    origins_[t.rows] = o.rows;
    object const *const here = ours_.find(id), *const there = theirs_.find(id);
    bool const anew =
        here != nullptr && there != nullptr && here->table->rows != there->table->rows;
    side const& by = here != nullptr && here->table->rows == t.rows ? ours_ : theirs_;
    for (index_definition& i : t.indexes) {
      index_definition const* const known = anew ? by.find(id)->table->find_index(i.id) : nullptr;
      if (anew && (known == nullptr || known->tree != i.tree)) {
        i.tree = tree_id{engine_->next_id(history::engine::counter_objects)};
        fresh_[i.tree] = rows(by, t.rows)->form().keys();
      }
      origins_[i.tree] = tree_origin::derived;
    }
  }
}

tree_origin merge_objects::origin(tree_id id) const {
  if (id == objects_tree || id == names_tree) return tree_origin::ours;
  auto const at = origins_.find(id);
  return at == origins_.end() ? tree_origin::rows : at->second;
}

storage::shape const* merge_objects::form(tree_id id) const {
  auto const at = forms_.find(id);
  return at == forms_.end() ? nullptr : at->second;
}

std::vector<history::merge_conflict> merge_objects::conflicts() const {
  std::vector<history::merge_conflict> all;
  for (object_id const id : contested_) {
    history::merge_conflict& c = all.emplace_back();
    c.kind = history::conflict_kind::schema;
    c.tree = objects_tree;
    c.key = storage::key(storage::key_kind::int64, key_of(id));
    c.form = &objects_shape();
  }
  return all;
}

/// With those of indexes.
std::map<object_id, object_row> merge_objects::rows_of(objects const& all) const {
  std::map<object_id, object_row> out;
  for (auto const& each : all) {
    object_row const& row = each.second.row;
    out.emplace(row.id, row);
    if (!each.second.table) continue;
    detail::each_index_object(*each.second.table, [&](object_id index, std::string const& name) {
      object_row of_index{index, object_kind::index, row.schema, name, {}};
      byte_writer(of_index.definition).put_varint(raw(row.id));
      out.emplace(index, std::move(of_index));
    });
  }
  return out;
}

std::vector<tree_id> merge_objects::write(history::transaction& in) const {
  auto const before = rows_of(ours_.all), after = rows_of(merged_);
  auto const key = [](object_row const& r) { return detail::claimed_name(r, r.name); };
  for (auto const& [id, was] : before) {
    auto const is = after.find(id);
    if (is == after.end()) in.erase(objects_tree, key_of(id), encode(was));
    if (is == after.end() || key(is->second) != key(was))
      in.erase(names_tree, byte_view(key(was)), name_image(id));
  }
  for (auto const& [id, is] : after) {
    auto const was = before.find(id);
    if (was == before.end() || was->second != is) in.put(objects_tree, key_of(id), encode(is));
    if (was == before.end() || key(was->second) != key(is))
      in.put(names_tree, byte_view(key(is)), name_image(id));
  }
  std::vector<tree_id> created;
  for (auto const& [id, keys] : fresh_) {
    in.create(id, index_shape(keys));
    created.push_back(id);
  }
  return created;
}

void merge_objects::expect_written(history::transaction& in) const {
  auto const wanted = rows_of(merged_);
  storage::tree const rows = in.read(objects_tree), names = in.read(names_tree);
  bool whole = rows.rows() == wanted.size() && names.rows() == wanted.size();
  for (auto const& [id, row] : wanted) {
    bytes const key = detail::claimed_name(row, row.name);
    auto const name = names.find(byte_view(key));
    whole = whole && name && id_in(name->row()) == id && rows.find(key_of(id));
  }
  for (auto const& [id, from] : origins_)
    whole = whole && in.has(id) == (from != tree_origin::none);
  if (whole) return;
  throw detail::not_mergeable("names, objects and trees of the result would not fit together");
}

}  // namespace helios::catalog
