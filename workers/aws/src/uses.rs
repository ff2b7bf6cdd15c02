//! Which function asks AWS for what, and which role of another account.
//!
//! `cdk/test/used-actions.json` says what [`BY_FUNCTION`] says, `used-actions-by-place.json` what [`BY_PLACE`] says, so that
//! what the stacks grant can be held against what the code uses.

use crate::actions::{
    ACCEPT_GRANT, ASSUME_ROLE, ATTACH_POLICY, CREATE_GRANT, CREATE_GRANT_VERSION, CREATE_LINKED_ROLE,
    CREATE_POLICY, DELETE_GRANT, DELETE_ITEM, DELETE_LINKED_ROLE, DELETE_POLICY, DESCRIBE_ACCOUNT,
    DESCRIBE_CHANGE_SET, DESCRIBE_ENTITY, DESCRIBE_EXECUTION, DESCRIBE_ORGANIZATION, DESCRIBE_POLICY,
    DETACH_POLICY, ENABLE_POLICY_TYPE, ENABLE_SERVICE_ACCESS, GET_GRANT, GET_ITEM, GET_OBJECT, GET_RESOURCES,
    GET_ROLE, GET_ROLE_DELETION, GET_SERVICE_SETTINGS, LIST_ACCOUNTS, LIST_ATTACHED_ROLE_POLICIES,
    LIST_BUCKET, LIST_CHANGE_SETS, LIST_DELEGATED_ADMINISTRATORS, LIST_DISTRIBUTED_GRANTS, LIST_ENTITIES,
    LIST_GRANT_TAGS, LIST_ORGANIZATION_TAGS, LIST_POLICIES, LIST_POLICY_TARGETS,
    LIST_RECEIVED_GRANTS_FOR_ORGANIZATION, LIST_RECEIVED_LICENSES, LIST_RECEIVED_LICENSES_FOR_ORGANIZATION,
    LIST_ROLES, LIST_ROOTS, LIST_SERVICE_ACCESS, PUT_ITEM, PUT_OBJECT, QUERY,
    REGISTER_DELEGATED_ADMINISTRATOR, SEND_TASK_SUCCESS, START_CHANGE_SET, START_EXECUTION, TAG_POLICY,
    TAG_RESOURCE, UPDATE_ITEM, UPDATE_POLICY, UPDATE_ROLE, UPDATE_SERVICE_SETTINGS,
};
use crate::setup_accounts::{FIX_ROLE, LOOK_ROLE};

/// Functions or roles by name, each with the actions that it has to be allowed.
pub type Uses = &'static [(&'static str, &'static [&'static str])];

/// Each function by its handler name, with the actions that its own role has to allow.
pub const BY_FUNCTION: Uses = &[
    ("approval", &[GET_OBJECT, LIST_BUCKET, PUT_OBJECT, SEND_TASK_SUCCESS]),
    (
        "catalog",
        &[
            DESCRIBE_CHANGE_SET,
            DESCRIBE_ENTITY,
            LIST_CHANGE_SETS,
            START_CHANGE_SET,
            GET_ITEM,
            PUT_ITEM,
            UPDATE_ITEM,
            GET_OBJECT,
            PUT_OBJECT,
            DESCRIBE_EXECUTION,
        ],
    ),
    ("diff", &[GET_OBJECT, LIST_BUCKET, PUT_OBJECT]),
    (
        "experiences",
        &[
            GET_ITEM,
            DESCRIBE_ENTITY,
            LIST_ENTITIES,
            DESCRIBE_ORGANIZATION,
            LIST_DELEGATED_ADMINISTRATORS,
            LIST_SERVICE_ACCESS,
            LIST_ROLES,
            GET_OBJECT,
            LIST_BUCKET,
            PUT_OBJECT,
            ASSUME_ROLE,
        ],
    ),
    ("lease", &[GET_ITEM, UPDATE_ITEM, DESCRIBE_EXECUTION]),
    (
        "license",
        &[
            GET_ITEM,
            PUT_ITEM,
            UPDATE_ITEM,
            DESCRIBE_EXECUTION,
            CREATE_GRANT,
            CREATE_GRANT_VERSION,
            DELETE_GRANT,
            GET_GRANT,
            LIST_GRANT_TAGS,
            LIST_RECEIVED_GRANTS_FOR_ORGANIZATION,
            TAG_RESOURCE,
            ASSUME_ROLE,
        ],
    ),
    ("nudge", &[START_EXECUTION]),
    (
        "observe",
        &[
            QUERY,
            GET_GRANT,
            LIST_DISTRIBUTED_GRANTS,
            LIST_RECEIVED_GRANTS_FOR_ORGANIZATION,
            LIST_RECEIVED_LICENSES,
            LIST_RECEIVED_LICENSES_FOR_ORGANIZATION,
            DESCRIBE_ACCOUNT,
            LIST_ACCOUNTS,
            LIST_ORGANIZATION_TAGS,
            DESCRIBE_ORGANIZATION,
            LIST_DELEGATED_ADMINISTRATORS,
            LIST_SERVICE_ACCESS,
            GET_SERVICE_SETTINGS,
            LIST_ROLES,
            GET_OBJECT,
            PUT_OBJECT,
            GET_RESOURCES,
        ],
    ),
    (
        "publish",
        &[
            DELETE_ITEM,
            GET_ITEM,
            PUT_ITEM,
            QUERY,
            DESCRIBE_ENTITY,
            LIST_ENTITIES,
            DESCRIBE_ORGANIZATION,
            LIST_DELEGATED_ADMINISTRATORS,
            LIST_SERVICE_ACCESS,
            LIST_ROLES,
        ],
    ),
    ("record", &[GET_OBJECT, LIST_BUCKET, PUT_OBJECT, ASSUME_ROLE]),
    ("report", &[GET_OBJECT, LIST_BUCKET, PUT_OBJECT]),
    (
        "setup-fix",
        &[GET_ITEM, PUT_ITEM, UPDATE_ITEM, CREATE_LINKED_ROLE, GET_OBJECT, DESCRIBE_EXECUTION, ASSUME_ROLE],
    ),
    ("setup-look", &[LIST_ROLES, DESCRIBE_ORGANIZATION, GET_OBJECT, LIST_BUCKET, PUT_OBJECT, ASSUME_ROLE]),
];

/// What setup does in the management account and in the purchase account, and a step of the hub in a member's: under a
/// role there, or under the function's own where it is its own account.
pub const BY_PLACE: &[(&str, Uses)] = &[
    (
        "management",
        &[
            (
                FIX_ROLE,
                &[
                    CREATE_LINKED_ROLE,
                    DELETE_LINKED_ROLE,
                    UPDATE_ROLE,
                    UPDATE_SERVICE_SETTINGS,
                    ATTACH_POLICY,
                    CREATE_POLICY,
                    DELETE_POLICY,
                    DETACH_POLICY,
                    ENABLE_SERVICE_ACCESS,
                    ENABLE_POLICY_TYPE,
                    LIST_POLICIES,
                    LIST_ORGANIZATION_TAGS,
                    REGISTER_DELEGATED_ADMINISTRATOR,
                    TAG_POLICY,
                    UPDATE_POLICY,
                ],
            ),
            (
                LOOK_ROLE,
                &[
                    GET_ROLE_DELETION,
                    LIST_ATTACHED_ROLE_POLICIES,
                    LIST_ROLES,
                    GET_SERVICE_SETTINGS,
                    DESCRIBE_POLICY,
                    LIST_SERVICE_ACCESS,
                    LIST_DELEGATED_ADMINISTRATORS,
                    LIST_POLICIES,
                    LIST_ROOTS,
                    LIST_ORGANIZATION_TAGS,
                    LIST_POLICY_TARGETS,
                ],
            ),
        ],
    ),
    ("member", &[("MarketplaceStewardMember", &[ACCEPT_GRANT])]),
    ("purchase", &[(LOOK_ROLE, &[GET_ROLE])]),
];
