// helios/history/impl/transaction.ipp -- operations gathered, applied when read, sorted when
// committed.
#pragma once

#include <helios/history/transaction.hpp>

namespace helios::history {

transaction::transaction(std::shared_ptr<engine> in, branch_id branch)
    : transaction(in, branch, in->head(branch)) {}

transaction::transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base)
    : engine_(std::move(in)), branch_(branch), base_(std::move(base)), values_(engine_->values()) {
  // A draft of its own owner: what it makes is never published, the commit applies the operations
  // to the tip.
  storage::tree_space& space = engine_->space();
  draft_ = std::make_unique<storage::draft>(space, space.new_owner(), space.tick(), base_->root());
}

void transaction::refuse_if_ended() const {
  if (ended()) throw error(errc::in_failed_sql_transaction, "the transaction has ended");
}

transaction_id transaction::id() {
  if (!id_) {
    refuse_if_ended();
    id_ = engine_->new_transaction();
  }
  return *id_;
}

byte_view transaction::keep(byte_view data) { return as_bytes(kept_.copy(as_text(data))); }

bool transaction::has(tree_id id) {
  refuse_if_ended();
  return draft_->has(id);
}

storage::tree transaction::read(tree_id id) {
  refuse_if_ended();
  flush();
  return draft_->open(id);
}

void transaction::put(tree_id id, storage::key_view const& key, byte_view image) {
  refuse_if_ended();
  storage::shape const& form = form_of(id);
  storage::check_key(form.keys(), key);
  storage::key_view kept = key;
  if (form.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  operations_.push_back({id, {kept, values_.place(form, image, kept_), false}, &form});
}

void transaction::erase(tree_id id, storage::key_view const& key, byte_view old) {
  refuse_if_ended();
  storage::shape const& form = form_of(id);
  storage::key_view kept = key;
  if (form.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  operations_.push_back({id, {kept, keep(old), true}, &form});
}

void transaction::create(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  draft_->create(id, form);
  definitions_.push_back({storage::tree_change::create, id, keep(form.encode())});
}

void transaction::reshape(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  storage::shape const successor = form.after(form_of(id));
  draft_->reshape(id, successor);
  definitions_.push_back({storage::tree_change::reshape, id, keep(successor.encode())});
}

void transaction::drop(tree_id id) {
  refuse_if_ended();
  flush();
  draft_->drop(id);
  definitions_.push_back({storage::tree_change::drop, id, {}});
}

void transaction::rely_on(tree_id id, storage::key_view const& key) {
  refuse_if_ended();
  relied_on_.emplace_back(id, storage::key(form_of(id).keys(), key));
}

void transaction::flush() {
  if (applied_ == operations_.size()) return;
  values_.flush();
  std::map<tree_id, std::vector<storage::tree_op>> by_tree;
  for (; applied_ != operations_.size(); ++applied_) {
    by_tree[operations_[applied_].id].push_back(operations_[applied_].op);
  }
  for (auto& [id, ops] : by_tree) {
    storage::last_writer_wins(form_of(id).keys(), ops);
    draft_->apply(id, ops);
  }
}

transaction::savepoint transaction::save() {
  refuse_if_ended();
  flush();
  savepoint s;
  s.operations = operations_.size();
  s.definitions = definitions_.size();
  s.relied = relied_on_.size();
  s.mark = draft_->mark();
  return s;
}

void transaction::rollback_to(savepoint const& to) {
  refuse_if_ended();
  if (to.operations > operations_.size() || to.definitions > definitions_.size()) {
    throw error(errc::invalid_savepoint, "the savepoint is gone")
        .hint("The transaction went back to an earlier one.");
  }
  values_.forget();  // save() wrote those of the operations that stay
  draft_->undo_to(to.mark);
  operations_.resize(to.operations);
  definitions_.resize(to.definitions);
  relied_on_.resize(to.relied);
  applied_ = to.operations;
}

void transaction::rollback() noexcept {
  draft_.reset();
  engine_.reset();
  operations_.clear();
  definitions_.clear();
}

std::optional<commit_result> transaction::commit(std::string_view message,
                                                 std::string_view author) {
  refuse_if_ended();
  if (!wrote() && !merged_) {
    rollback();
    return {};
  }
  values_.settle();
  commit_request request;
  request.branch = branch_;
  request.base = base_;
  request.record.transaction = id();
  request.record.message = message;
  request.record.author = author;
  request.record.merged = merged_;
  request.check = check_;
  request.unchanged = relied_on_;
  request.record.definitions = definitions_;
  // Definitions are replayed before operations: every image has to be in the tree's last shape.
  std::map<tree_id, std::vector<storage::tree_op>> by_tree;
  converted_.reserve(operations_.size());
  for (operation const& o : operations_) {
    if (!draft_->has(o.id)) continue;  // dropped here
    storage::shape const& form = form_of(o.id);
    storage::tree_op op = o.op;
    if (!op.row.empty() && o.form->fingerprint() != form.fingerprint()) {
      op.row =
          converted_.emplace_back(storage::convert_row(storage::row_view(*o.form, op.row), form));
    }
    by_tree[o.id].push_back(op);
  }
  for (auto& [id, ops] : by_tree) {
    storage::key_kind const kind = form_of(id).keys();
    storage::last_writer_wins(kind, ops);
    request.record.trees.push_back({id, kind, std::move(ops)});
  }
  std::unique_ptr<storage::draft> const last = std::move(draft_);
  // An ended transaction does not keep the engine open.
  std::shared_ptr<engine> const in = std::move(engine_);
  return in->commit(std::move(request));
}

}  // namespace helios::history
