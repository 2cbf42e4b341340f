// helios/catalog/impl/editor_objects.ipp -- names and rows of the catalog; schemas, views,
// sequences.
#pragma once

#include <helios/catalog/catalog_editor.hpp>

#include <algorithm>

namespace helios::catalog {

bool bootstrap(history::transaction& tx) {
  if (tx.has(objects_tree)) return false;
  tx.create(objects_tree, objects_shape());
  tx.create(names_tree, names_shape());
  object_row const row{public_schema, object_kind::schema, no_object, "public", {}};
  tx.put(objects_tree, key_of(public_schema), encode(row));
  tx.put(names_tree, byte_view(name_key(name_class::schema, no_object, row.name)),
         name_image(public_schema));
  return true;
}

void bootstrap(std::shared_ptr<history::engine> const& in) {
  for (history::branch_info const& b : in->branches()) {
    if (b.id != history::main_branch) continue;
    history::transaction first(in, b.id);
    if (bootstrap(first)) first.commit();
  }
}

object_id catalog_editor::new_id() {
  history::engine& e = scope_->engine();
  std::uint64_t id = e.next_id(history::engine::counter_objects);
  while (id < first_object) {
    static_cast<void>(e.next_id(history::engine::counter_objects, first_object - id));
    id = e.next_id(history::engine::counter_objects);
  }
  return object_id{id};
}

column_definition catalog_editor::new_column(std::string name, types::data_type type) {
  std::uint64_t const id = raw(new_id());
  if (id > 0xffff'ffff)
    throw error(errc::program_limit_exceeded, "the database has used all its column numbers");
  column_definition c;
  c.id = static_cast<column_id>(id);
  c.name = std::move(name);
  c.type = type;
  return c;
}

void catalog_editor::store(object_row const& row) {
  tx().put(objects_tree, key_of(row.id), encode(row));
}

void catalog_editor::forget(object_id id) {
  auto const row = in().find(id);
  if (row) tx().erase(objects_tree, key_of(id), encode(*row));
}

/// A table or view has a type of its own name in PostgreSQL, so neither may have another's.
void catalog_editor::refuse_type_name(object_kind kind, object_id schema,
                                      std::string_view name) const {
  bool const of_type = kind == object_kind::type;
  if (!of_type && kind != object_kind::table && kind != object_kind::view) return;
  bool taken = in().find_type(schema, name).has_value();
  if (auto const other = of_type ? in().find_relation(schema, name) : std::nullopt) {
    auto const found = in().kind_of(*other);
    taken = taken || found == object_kind::table || found == object_kind::view;
  }
  if (!taken) return;
  error e(errc::duplicate_object, "type \"" + std::string(name) + "\" already exists");
  if (of_type) throw e;
  throw std::move(e).hint(
      "A relation has an associated type of the same name, so you must use a name that doesn't "
      "conflict with any existing type.");
}

void catalog_editor::claim(object_kind kind, object_id schema, std::string_view name,
                           object_id id) {
  refuse_type_name(kind, schema, name);
  bool const of_schema = kind == object_kind::schema;
  bool const taken = of_schema                   ? in().find_schema(name).has_value()
                     : kind == object_kind::type ? false  // refused above
                                                 : in().find_relation(schema, name).has_value();
  if (taken) {
    throw error(of_schema ? errc::duplicate_schema : errc::duplicate_table,
                std::string(of_schema ? "schema" : "relation") + " \"" + std::string(name) +
                    "\" already exists");
  }
  tx().put(names_tree, byte_view(name_key(class_of(kind), schema, name)), name_image(id));
}

void catalog_editor::release(object_kind kind, object_id schema, std::string_view name) {
  bytes const key = name_key(class_of(kind), schema, name);
  auto const row = tx().read(names_tree).find(byte_view(key));
  if (row) tx().erase(names_tree, byte_view(key), row->image());
}

void catalog_editor::add_index_object(table_definition const& t, object_id id,
                                      std::string const& name) {
  claim(object_kind::index, t.schema, name, id);
  object_row row{id, object_kind::index, t.schema, name, {}};
  byte_writer(row.definition).put_varint(raw(t.id));
  store(row);
}

void catalog_editor::remove_index_object(table_definition const& t, object_id id,
                                         std::string_view name) {
  release(object_kind::index, t.schema, name);
  forget(id);
}

/// PostgreSQL's way to a name that is free: t_a_key, t_a_key1, ...
std::string catalog_editor::free_name(object_id schema, std::string const& wanted) const {
  std::string name = wanted;
  for (int n = 1; in().find_relation(schema, name); ++n) name = wanted + std::to_string(n);
  return name;
}

void catalog_editor::set_dependent(object_id on, object_id dependent, bool depends) {
  auto const change = [&](auto definition) {
    auto& list = definition.dependents;
    auto const at = std::lower_bound(list.begin(), list.end(), dependent);
    bool const there = at != list.end() && *at == dependent;
    if (there == depends) return;
    if (depends) {
      list.insert(at, dependent);
    } else {
      list.erase(at);
    }
    store(encode(definition));
  };
  if (table_ptr const t = in().find_table(on)) {
    change(*t);
  } else if (view_ptr const v = in().find_view(on)) {
    change(*v);
  } else if (enumeration_ptr const e = in().find_enumeration(on)) {
    change(*e);
  }
}

/// Removes what depends on a table or view from outside, or refuses.
void catalog_editor::drop_dependents(object_id id, drop_behaviour how) {
  auto const self = in().find(id);
  table_ptr const t = in().find_table(id);
  view_ptr const v = in().find_view(id);
  for (object_id const other : t ? t->dependents : v->dependents) {
    if (other == id) continue;
    table_ptr const child = in().find_table(other);
    if (how == drop_behaviour::restrict) {
      std::string who = "view " + (child ? std::string() : in().find(other)->name);
      if (child) {
        for (constraint_definition const& c : child->constraints) {
          if (c.kind == constraint_kind::foreign_key && c.referenced == id)
            who = "constraint " + c.name + " on table " + child->name;
        }
      }
      std::string const what = std::string(word(self->kind)) + " " + self->name;
      throw error(errc::dependent_objects_still_exist,
                  "cannot drop " + what + " because other objects depend on it")
          .detail(who + " depends on " + what)
          .hint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    if (!child) {
      drop_view(other, how);
      continue;
    }
    table_definition changed = *child;
    std::erase_if(changed.constraints, [&](constraint_definition const& c) {
      return c.kind == constraint_kind::foreign_key && c.referenced == id;
    });
    store(encode(changed));
  }
}

object_id catalog_editor::create_schema(std::string const& name) {
  object_id const id = new_id();
  claim(object_kind::schema, no_object, name, id);
  store({id, object_kind::schema, no_object, name, {}});
  return id;
}

void catalog_editor::drop_object(object_id id, drop_behaviour how) {
  auto const kind = in().kind_of(id);
  if (!kind) return;  // gone with another
  switch (*kind) {
    case object_kind::table: return drop_table(id, how);
    case object_kind::view: return drop_view(id, how);
    case object_kind::sequence: return drop_sequence(id, how);
    case object_kind::type: return drop_enumeration(id, how);
    case object_kind::index: return;  // goes with its table
    case object_kind::schema: break;
  }
  HELIOS_UNREACHABLE();
}

void catalog_editor::drop_schema(std::string_view name, drop_behaviour how) {
  object_id const id = in().schema(name);
  std::vector<std::pair<std::string, object_id>> inside;
  auto const collect = [&](std::string_view n, object_id o) { inside.emplace_back(n, o); };
  in().each_name(id, collect);
  in().each_name(id, collect, name_class::type);
  if (!inside.empty() && how == drop_behaviour::restrict) {
    std::string const self = "schema " + std::string(name);
    throw error(errc::dependent_objects_still_exist,
                "cannot drop " + self + " because other objects depend on it")
        .detail(std::string(word(*in().kind_of(inside.front().second))) + " " +
                inside.front().first + " depends on " + self)
        .hint("Use DROP ... CASCADE to drop the dependent objects too.");
  }
  for (auto const& [n, o] : inside) drop_object(o, how);
  release(object_kind::schema, no_object, name);
  forget(id);
}

object_id catalog_editor::create_view(view_definition view) {
  view.id = new_id();
  std::sort(view.reads.begin(), view.reads.end());
  view.reads.erase(std::unique(view.reads.begin(), view.reads.end()), view.reads.end());
  claim(object_kind::view, view.schema, view.name, view.id);
  store(encode(view));
  for (object_id const read : view.reads) set_dependent(read, view.id, true);
  return view.id;
}

void catalog_editor::replace_view(view_definition view) {
  view_ptr const old = in().find_view(view.id);
  HELIOS_EXPECTS(old != nullptr);
  for (object_id const read : old->reads) set_dependent(read, view.id, false);
  std::sort(view.reads.begin(), view.reads.end());
  view.reads.erase(std::unique(view.reads.begin(), view.reads.end()), view.reads.end());
  view.schema = old->schema;
  view.name = old->name;
  view.dependents = old->dependents;
  store(encode(view));
  for (object_id const read : view.reads) set_dependent(read, view.id, true);
}

void catalog_editor::drop_view(object_id id, drop_behaviour how) {
  view_ptr const view = in().find_view(id);
  HELIOS_EXPECTS(view != nullptr);
  drop_dependents(id, how);
  for (object_id const read : view->reads) set_dependent(read, id, false);
  release(object_kind::view, view->schema, view->name);
  forget(id);
}

object_id catalog_editor::create_sequence(sequence_definition sequence) {
  check_options(sequence);
  sequence.id = new_id();
  sequence.counter = raw(sequence.id);
  sequence.first = sequence.start;
  claim(object_kind::sequence, sequence.schema, sequence.name, sequence.id);
  store(encode(sequence));
  return sequence.id;
}

void catalog_editor::alter_sequence(sequence_definition s, std::optional<std::int64_t> restart) {
  sequence_ptr const old = in().find_sequence(s.id);
  HELIOS_EXPECTS(old != nullptr);
  check_options(s);
  if (restart) {
    bool const low = *restart < s.minimum;
    if (low || *restart > s.maximum) {
      throw error(errc::invalid_parameter_value,
                  "RESTART value (" + std::to_string(*restart) + ") cannot be " +
                      (low ? "less than MINVALUE (" + std::to_string(s.minimum)
                           : "greater than MAXVALUE (" + std::to_string(s.maximum)) +
                      ")");
    }
    s.counter = raw(new_id());
    s.first = *restart;
  } else if (s.increment != old->increment || s.minimum != old->minimum ||
             s.maximum != old->maximum || s.cycle != old->cycle) {
    std::uint64_t const next = scope_->engine().next_id(old->counter);
    s.counter = raw(new_id());
    if (next == 1) {
      s.first = old->first;
    } else {
      // The last value again, handed out here, so that the next one is a step of the new width.
      s.first = last_value(*old, next - 1);
      static_cast<void>(scope_->engine().next_id(s.counter));
    }
  }
  store(encode(s));
}

void catalog_editor::drop_sequence(object_id id, drop_behaviour how) {
  drop_sequence(id, how, in().sequence_groups({&id, 1}).at(id));
}

void catalog_editor::drop_sequence(object_id id, drop_behaviour how, sequence_group const& known) {
  drop_sequences(known, "sequence " + in().find(id)->name, how);
}

void catalog_editor::drop_sequences(sequence_group const& gone, std::string const& with,
                                    drop_behaviour how) {
  for (catalog_reader::sequence_user const& user : gone.users) {
    // Its table may be gone, or changed.
    table_ptr const t = in().find_table(user.table->id);
    std::size_t const at = t ? t->find_column(user.column().id) : table_definition::npos;
    object_id const sequence = user.column().sequence;
    if (at == table_definition::npos || t->columns[at].sequence != sequence) continue;
    if (how == drop_behaviour::restrict) {
      throw error(errc::dependent_objects_still_exist,
                  "cannot drop " + with + " because other objects depend on it")
          .detail(user.text() + " depends on sequence " + in().find(sequence)->name)
          .hint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    set_sequence(t->id, t->columns[at].name, no_object, identity_kind::none);
  }
  for (sequence_ptr const& sequence : gone.sequences) {
    release(object_kind::sequence, sequence->schema, sequence->name);
    forget(sequence->id);
  }
}

void catalog_editor::set_value(object_id id, std::int64_t value, bool is_called) {
  sequence_ptr const old = in().find_sequence(id);
  HELIOS_EXPECTS(old != nullptr);
  if (value < old->minimum || value > old->maximum) {
    throw error(errc::numeric_value_out_of_range,
                "setval: value " + std::to_string(value) + " is out of bounds for sequence \"" +
                    old->name + "\" (" + std::to_string(old->minimum) + ".." +
                    std::to_string(old->maximum) + ")");
  }
  sequence_definition s = *old;
  s.counter = raw(new_id());
  s.first = value;
  // Handing out the value here leaves the one behind it for nextval, at the end of the range too.
  if (is_called) static_cast<void>(scope_->engine().next_id(s.counter));
  store(encode(s));
}

void catalog_editor::rename(object_id id, std::string const& name) {
  auto const row = in().find(id);
  HELIOS_EXPECTS(row.has_value());
  object_row renamed = *row;
  renamed.name = name;
  claim(row->kind, row->schema, name, id);
  release(row->kind, row->schema, row->name);
  store(renamed);
  if (row->kind != object_kind::index) return;
  table_ptr const found = in().table_of_index(id);
  if (!found) throw error(errc::data_corrupted, "index \"" + name + "\" has no table");
  table_definition t = *found;
  for (index_definition& i : t.indexes) {
    if (i.id == id) i.name = name;
  }
  for (constraint_definition& c : t.constraints) {
    if (c.id == id || c.index == id) c.name = name;
  }
  store(encode(t));
}

void catalog_editor::move(object_id id, object_id schema) {
  auto const row = in().find(id);
  HELIOS_EXPECTS(row.has_value());
  if (row->schema == schema) return;
  auto const carry = [&](object_id each) {
    object_row moved = *in().find(each);
    claim(moved.kind, schema, moved.name, each);
    release(moved.kind, moved.schema, moved.name);
    moved.schema = schema;
    store(moved);
  };
  carry(id);
  table_ptr const t = in().find_table(id);
  if (!t) return;
  for (index_definition const& i : t->indexes) carry(i.id);
  if (t->primary_key() != nullptr) carry(t->primary_key()->id);
  for (sequence_ptr const& s : in().sequences_of(id)) carry(s->id);
}

}  // namespace helios::catalog
