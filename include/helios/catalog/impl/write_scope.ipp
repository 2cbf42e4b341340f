// helios/catalog/impl/write_scope.ipp -- actions and checks at the ends of statements and
// transactions.
#pragma once

#include <helios/catalog/write_scope.hpp>

#include <helios/catalog/constraint_error.hpp>
#include <helios/catalog/table_writer.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace helios::catalog {

namespace detail {

[[nodiscard]] inline constraint_definition const* find_by_id(table_definition const& t,
                                                             object_id id) noexcept {
  for (constraint_definition const& c : t.constraints) {
    if (c.id == id) return &c;
  }
  return nullptr;
}

[[noreturn]] inline void lost_to_concurrent(std::string detail) {
  throw error(errc::serialization_failure, "could not serialize access due to concurrent update")
      .detail(std::move(detail))
      .hint("Run the transaction again.");
}

/// What a serializable transaction saw at its base, and what whoever commits now sees.
class state_pair {
 public:
  state_pair(storage::database_root const& before, storage::database_root const& now,
             storage::tree_space& space)
      : before_(&before), now_(&now), space_(&space) {}

  /// A tree that is in neither, too.
  [[nodiscard]] bool same(tree_id id) const {
    auto const a = open(*before_, id), b = open(*now_, id);
    return a.has_value() == b.has_value() &&
           (!a || storage::identity(a->root().ref) == storage::identity(b->root().ref));
  }

  /// The same rows of a table reference the parent's row.
  [[nodiscard]] bool same_children(table_definition const& child, constraint_definition const& key,
                                   table_definition const& parent, row_values const& row) const {
    auto const in_both = [this](tree_id id) { return open(*before_, id) && open(*now_, id); };
    if (same(child.rows) || !in_both(child.rows)) return true;  // or the transaction made it
    table_definition known = child;
    std::erase_if(known.indexes, [&](auto const& index) { return !in_both(index.tree); });
    auto const in = [&](storage::database_root const& root) {
      return find_children([&](tree_id id) { return *open(root, id); }, known, key, parent, row);
    };
    std::vector<storage::key> const a = in(*before_), b = in(*now_);
    storage::key_kind const kind = open(*now_, child.rows)->form().keys();
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](auto const& x, auto const& y) {
      return storage::order(kind, x.view(), y.view()) == 0;
    });
  }

 private:
  [[nodiscard]] std::optional<storage::tree> open(storage::database_root const& root,
                                                  tree_id id) const {
    return storage::open_tree(root, id, *space_);
  }

  storage::database_root const *before_, *now_;
  storage::tree_space* space_;
};

/// Whether checks of which the rows at the end show nothing would have ended alike: of keys that
/// went away and may have come again, of references that were made and given up.
template <class Checks>
[[nodiscard]] bool would_hold_now(Checks const& checks, state_pair const& states,
                                  catalog_reader const& in, storage::draft& tip) {
  for (auto const& p : checks.parents) {
    table_ptr const parent = in.find_table(p.parent);
    table_ptr const child = in.find_table(p.child);
    if (!parent || !child) continue;
    constraint_definition const* const key = find_by_id(*child, p.constraint);
    if (key == nullptr || p.row.size() != parent->columns.size()) continue;
    if (!states.same_children(*child, *key, *parent, p.row)) return false;
  }
  std::map<std::pair<object_id, object_id>, std::vector<storage::key const*>> rows;
  for (auto const& c : checks.children) rows[{c.child, c.constraint}].push_back(&c.row);
  for (auto& [names, keys] : rows) {
    table_ptr const child = in.find_table(names.first);
    constraint_definition const* const key = child ? find_by_id(*child, names.second) : nullptr;
    table_ptr const parent = key != nullptr ? in.find_table(key->referenced) : nullptr;
    if (!parent || states.same(parent->rows)) continue;
    storage::tree const now = tip.open(child->rows);
    auto const before = [&](storage::key const* a, storage::key const* b) {
      return storage::order(now.form().keys(), a->view(), b->view()) < 0;
    };
    std::sort(keys.begin(), keys.end(), before);
    bool const again = std::adjacent_find(keys.begin(), keys.end(), [&](auto* a, auto* b) {
                         return !before(a, b);
                       }) != keys.end();
    if (again || !std::all_of(keys.begin(), keys.end(),
                              [&](auto* k) { return now.find(k->view()).has_value(); }))
      return false;
  }
  return true;
}

template <class List>
void append(List& to, List& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

}  // namespace detail

write_scope::write_scope(std::shared_ptr<history::engine> in, history::transaction& tx,
                         definition_cache& cache, expression_source* expressions)
    : engine_(std::move(in)), tx_(&tx), cache_(&cache), expressions_(expressions) {
  tx.check_with([this](storage::draft& tip) { verify_tip(tip); });
}

write_scope::~write_scope() { tx_->check_with({}); }

table_writer& write_scope::writer(object_id table) {
  table_ptr const now = catalog().find_table(table);
  HELIOS_EXPECTS(now != nullptr);
  return writer(now);
}

table_writer& write_scope::writer(table_ptr const& table) {
  if (last_writer_ != nullptr && last_writer_->definition() == table) return *last_writer_;
  last_writer_ = nullptr;  // another may take its place
  std::unique_ptr<table_writer>& slot = writers_[table->id];
  if (!slot || slot->definition() != table || !slot->serves(transactions_))
    slot = std::make_unique<table_writer>(*this, table);
  return *(last_writer_ = slot.get());
}

void write_scope::end_statement() {
  // A queue, not a recursion: chains of rows may be longer than the stack.
  for (std::size_t i = 0; i != events_.size(); ++i) {
    parent_event const event = std::move(events_[i]);
    act(event);
  }
  events_.clear();
  if (!pending_.children.empty() || !pending_.parents.empty())
    verify(
        catalog(), [this](tree_id id) { return tx_->read(id); }, pending_, false);
  detail::append(settled_.children, pending_.children);
  detail::append(settled_.parents, pending_.parents);
}

void write_scope::begin() noexcept {
  constexpr std::size_t few = 16;
  if (writers_.size() > few) writers_.clear();
  last_writer_ = nullptr;
  ++transactions_;
  events_.clear();
  pending_ = {};
  settled_ = {};
  scanned_.clear();
}

void write_scope::went_back() {
  events_.clear();
  pending_ = {};
  last_writer_ = nullptr;
  writers_.clear();
}

std::optional<history::commit_result> write_scope::commit(std::string_view message,
                                                          std::string_view author) {
  end_statement();
  if (tx_->reads() != nullptr) {
    tx_->check_with([this](storage::draft& tip) {
      verify_tip(tip);
      detail::state_pair const states(tx_->base()->root(), tip.base(), engine_->space());
      catalog_reader const in(tip.open(objects_tree), tip.open(names_tree), *cache_);
      if (!detail::would_hold_now(settled_, states, in, tip))
        detail::lost_to_concurrent(
            "A concurrent transaction changed what this one's foreign keys were checked against.");
    });
  }
  return tx_->commit(message, author);
}

/// What the children of a row do when it goes away or changes its key.
void write_scope::act(parent_event const& event) {
  catalog_reader const in = catalog();
  table_ptr const parent = in.find_table(event.old.parent);
  table_ptr const child = in.find_table(event.old.child);
  if (!parent || !child) return;
  constraint_definition const* const key = detail::find_by_id(*child, event.old.constraint);
  if (key == nullptr) return;
  key_action const action = event.now ? key->on_update : key->on_delete;
  pending_.parents.push_back(event.old);
  if (action == key_action::no_action || action == key_action::restrict) return;

  auto const open = [this](tree_id id) { return tx_->read(id); };
  table_writer& rows = writer(child->id);
  for (storage::key const& at : find_children(open, *child, *key, *parent, event.old.row)) {
    if (action == key_action::cascade && !event.now) {
      rows.erase(at.view());
      continue;
    }
    auto row = rows.find(at.view());
    if (!row) continue;
    for (std::size_t i = 0; i != key->columns.size(); ++i) {
      std::size_t const column = child->find_column(key->columns[i]);
      if (action == key_action::set_null) {
        (*row)[column] = {};
      } else if (action == key_action::set_default) {
        (*row)[column] = rows.default_of(column);
      } else {
        (*row)[column] = (*event.now)[parent->find_column(key->referenced_columns[i])];
      }
    }
    rows.update(at.view(), *row);
  }
}

void write_scope::verify(catalog_reader const& in, tree_source const& open,
                         pending_checks const& checks, bool concurrent) const {
  for (child_check const& c : checks.children) {
    table_ptr const child = in.find_table(c.child);
    if (!child) continue;
    constraint_definition const* const key = detail::find_by_id(*child, c.constraint);
    if (key == nullptr) continue;
    storage::tree const rows = open(child->rows);
    auto const found = rows.find(c.row.view());
    if (!found) continue;
    row_values const row = row_layout(*child, rows.form()).values_of(c.row.view(), *found);
    if (reference_of(*child, *key, row) != reference_kind::key) continue;
    table_ptr const parent = in.find_table(key->referenced);
    if (has_parent(open, *parent, *child, *key, row)) continue;
    told_of(parent->rows);
    throw no_parent(*child, *key, *parent, row);
  }
  for (parent_check const& p : checks.parents) {
    table_ptr const parent = in.find_table(p.parent);
    table_ptr const child = in.find_table(p.child);
    if (!parent || !child) continue;
    constraint_definition const* const key = detail::find_by_id(*child, p.constraint);
    if (key == nullptr || p.row.size() != parent->columns.size()) continue;
    auto const children = find_children(open, *child, *key, *parent, p.row, 1);
    if (children.empty()) continue;
    // Another row may have taken the key over.
    storage::tree const rows = open(child->rows);
    auto const found = rows.find(children.front().view());
    row_values const row =
        row_layout(*child, rows.form()).values_of(children.front().view(), *found);
    if (has_parent(open, *parent, *child, *key, row)) continue;
    bool const acts =
        key->on_delete > key_action::restrict || key->on_update > key_action::restrict;
    if (concurrent && acts)
      detail::lost_to_concurrent(
          "A concurrent transaction wrote a row that references one that "
          "this one deletes or changes.");
    told_of(child->rows);
    throw still_referenced(*parent, *key, *child, p.row);
  }
}

void write_scope::verify_tip(storage::draft& tip) const {
  storage::tree_space& space = engine_->space();
  detail::state_pair const states(tx_->base()->root(), tip.base(), space);
  for (tree_id const id : scanned_) {
    if (!states.same(id))
      detail::lost_to_concurrent(
          "A concurrent transaction wrote to a table whose definition this one changes.");
  }
  if (settled_.children.empty() && settled_.parents.empty()) return;
  catalog_reader const in(tip.open(objects_tree), tip.open(names_tree), *cache_);
  verify(
      in, [&](tree_id id) { return tip.open(id); }, settled_, true);
}

}  // namespace helios::catalog
