#version 460
// Surfaces of a scene: light is worked out per vertex (baked, or soft lamps), the highlight per fragment.
layout(push_constant) uniform View {
    mat4 clipFromWorld;
    vec4 eye;        // world position; w unused
    vec4 tint;       // highlight colour, sRGB encoded, a = strength
    ivec4 selection; // x = highlighted instance
} view;

layout(set = 0, binding = 0) uniform Lighting {
    vec4 ambient;       // rgb, linear; a = share that comes from above
    vec4 sun;           // xyz towards the light, w = intensity
    vec4 lamps[4];      // xyz position, w = intensity
    vec4 lampColors[4];
} lighting;

layout(location = 0) in vec3 position;
layout(location = 1) in vec4 normal;
layout(location = 2) in vec2 uv;
layout(location = 3) in vec4 albedo;
layout(location = 4) in vec4 look;     // x = emission, y = roughness
layout(location = 5) in float baked;   // < 0: no baked light
layout(location = 6) in uint instance;

layout(location = 0) out vec2 outUv;
layout(location = 1) out vec3 outAlbedo;
layout(location = 2) out vec4 outLight;  // rgb, a = emission
layout(location = 3) out vec4 outNormal; // xyz, w = roughness
layout(location = 4) out vec3 outToEye;
layout(location = 5) flat out uint outInstance;

void main()
{
    gl_Position = view.clipFromWorld * vec4(position, 1.0);
    vec3 toEye = view.eye.xyz - position;
    vec3 n = normal.xyz;
    if (dot(n, toEye) < 0.0)
        n = -n;
    vec3 light;
    if (baked >= 0.0) {
        light = vec3(baked);
    } else {
        light = lighting.ambient.rgb * (1.0 - lighting.ambient.a * n.y); // y points down: -y is up
        light += lighting.sun.w * max(dot(n, lighting.sun.xyz), 0.0);
        // Always four lamps, unused ones dark: a bound read from the buffer makes the software driver recompile for every view.
        for (int i = 0; i < 4; ++i) {
            vec3 toLamp = lighting.lamps[i].xyz - position;
            float squared = dot(toLamp, toLamp);
            float facing = max(dot(n, toLamp) * inversesqrt(squared + 1e-6), 0.0) * 0.8 + 0.2;
            light += lighting.lampColors[i].rgb * (lighting.lamps[i].w * facing / (1.0 + 0.12 * squared));
        }
    }
    outUv = uv;
    outAlbedo = albedo.rgb;
    outLight = vec4(light, look.x);
    outNormal = vec4(n, look.y);
    outToEye = toEye;
    outInstance = instance;
}
