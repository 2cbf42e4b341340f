// helios/helios.hpp -- the whole embedded library in one include.
#pragma once

#include <helios/base/base.hpp>
#include <helios/catalog/catalog.hpp>
#include <helios/config.hpp>
#include <helios/exec/exec.hpp>
#include <helios/history/history.hpp>
#include <helios/plan/plan.hpp>
#include <helios/sql/sql.hpp>
#include <helios/storage/storage.hpp>
#include <helios/types/types.hpp>
#include <helios/version.hpp>
