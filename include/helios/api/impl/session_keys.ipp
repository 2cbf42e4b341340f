// helios/api/impl/session_keys.ipp -- get(): a row by its key, read where it is stored.
//
// What SQL would read is told by the plan of the query's text. It is asked again when the catalog
// or the settings that name tables have changed; else a get() is a look-up in the table's tree.
#pragma once

#include <helios/api/impl/session_state.hpp>

namespace helios::api::detail {

typed::key_answer session_state::find_row(typed::key_query const& of,
                                          std::span<types::value const> key, void* to) {
  renew_stop();
  try {
    forget_last();
    refuse_failed();
    known_key& known = remember(of);
    return transaction_ ? find_in_transaction(known, of, key, to)
                        : find_in_version(known, of, key, to);
  } catch (...) {
    fail();
    throw;
  }
}

session_state::known_key& session_state::remember(typed::key_query const& of) {
  known_key& known = keys_[&of];
  if (!known.what)
    known.what = std::static_pointer_cast<parsed_statement>(parse(of.text()).front());
  return known;
}

void session_state::look_up(known_key& known, typed::key_query const& of, schema_version schema,
                            storage::version_ptr head) {
  if (known.schema == schema && known.settings == settings_.plan_key()) return;
  known.schema = {};
  known.opened = {};
  known.read.reset();
  run_options const unlimited;
  request const r{known.what,     {}, of.key, true, &unlimited, deadline_of(unlimited),
                  std::move(head)};
  std::shared_ptr<statement_run> const run = begin_reading(r);
  known.read = key_read::in(plan_of(r, *run), of);
  known.settings = settings_.plan_key();
  known.schema = schema;
}

typed::key_answer session_state::find_in_transaction(known_key& known, typed::key_query const& of,
                                                     std::span<types::value const> key, void* to) {
  transaction_->used = true;
  history::transaction& tx = transaction_->unit.tx;
  storage::era const base = tx.base()->born();
  bool const changed = tx.wrote_to(catalog::objects_tree);
  if (changed || known.seen != base || known.settings != settings_.plan_key()) {
    known.seen = {};
    look_up(known, of, version_of(tx.read(catalog::objects_tree)), nullptr);
    if (!changed) known.seen = base;
  }
  if (!known.read || !known.read->takes(key)) return typed::key_answer::for_sql;
  std::optional<storage::key_view> const at = known.read->key_of(key);
  if (!at) return typed::key_answer::none;
  std::optional<history::seen_row> const row = tx.find(known.read->rows(), *at, &known.like);
  if (!row) return typed::key_answer::none;
  return known.read->hand_out(tx.form(known.read->rows()), *at, *row, to);
}

typed::key_answer session_state::find_in_version(known_key& known, typed::key_query const& of,
                                                 std::span<types::value const> key, void* to) {
  storage::version_ptr state = past_ ? past_ : settle_branch();
  if (!state) state = here().version;
  storage::tree_space& space = in_->engine->space();
  if (known.seen != state->born() || known.settings != settings_.plan_key()) {
    known.seen = {};
    auto const objects = storage::open_tree(state->root(), catalog::objects_tree, space);
    look_up(known, of, version_of(*objects), past_ ? nullptr : state);
    known.seen = state->born();
  }
  if (!known.read || !known.read->takes(key)) return typed::key_answer::for_sql;
  std::optional<storage::key_view> const at = known.read->key_of(key);
  if (!at) return typed::key_answer::none;
  if (known.opened != state->born()) {
    storage::tree const rows = *storage::open_tree(state->root(), known.read->rows(), space);
    known.rows = rows.root();
    known.form = &rows.form();
    known.opened = state->born();
  }
  storage::tree const rows(known.rows, *known.form, space.pages());
  std::optional<storage::found_row> const row = rows.find(*at, known.like);
  if (!row) return typed::key_answer::none;
  return known.read->hand_out(*known.form, *at, *row, to);
}

}  // namespace helios::api::detail
