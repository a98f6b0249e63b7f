#version 460
// Colour arithmetic takes gamma 2 for sRGB: close to it, and much cheaper on software devices.
layout(constant_id = 0) const int kShading = 0;     // SurfaceShading: 0 shaded, 1 instances, else unlit
layout(constant_id = 1) const bool kTextured = true;
layout(constant_id = 2) const bool kWriteIds = false;
layout(constant_id = 3) const bool kTint = false;

layout(push_constant) uniform View {
    mat4 clipFromWorld;
    vec4 eye;
    vec4 tint;
    ivec4 selection;
} view;

layout(set = 0, binding = 0) uniform Lighting {
    vec4 ambient;
    vec4 sun;
    vec4 lamps[4];
    vec4 lampColors[4];
} lighting;
layout(set = 0, binding = 1) uniform sampler2D surface;

layout(location = 0) in vec2 uv;
layout(location = 1) in vec3 albedo;
layout(location = 2) in vec4 light;
layout(location = 3) in vec4 normal;
layout(location = 4) in vec3 toEye;
layout(location = 5) flat in uint instance;

layout(location = 0) out vec4 outColor;
layout(location = 1) out uint outInstance;

vec3 instanceColor(uint id)
{
    if (id == 0u)
        return vec3(0.35);
    float hue = fract(float(id) * 0.61803399); // golden ratio: neighbouring ids get distant hues
    vec3 c = clamp(abs(fract(hue + vec3(0.0, 2.0 / 3.0, 1.0 / 3.0)) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return mix(vec3(0.85), c, 0.55) * (0.75 + 0.25 * fract(float(id) * 0.38));
}

// Identity up to the knee, then a soft shoulder towards 1.
vec3 toneMap(vec3 x)
{
    const float knee = 0.72;
    vec3 over = max(x - knee, 0.0) / (1.0 - knee);
    return min(x, vec3(knee)) + (1.0 - knee) * (over / (1.0 + over));
}

void main()
{
    vec3 color = albedo;
    if (kTextured)
        color *= texture(surface, uv).rgb;
    if (kShading == 0) {
        vec3 n = normalize(normal.xyz);
        vec3 eyeDirection = normalize(toEye);
        float smoothness = 1.0 - normal.w;
        float shine = max(dot(n, normalize(lighting.sun.xyz + eyeDirection)), 0.0);
        shine *= shine; shine *= shine; shine *= shine; // ^8, then sharper the smoother
        float highlight = 0.5 * smoothness * smoothness * mix(shine, shine * shine * shine, smoothness);
        vec3 lit = color * color * light.rgb + highlight * light.rgb;
        color = mix(sqrt(toneMap(lit)), color, light.a);
    } else if (kShading == 1) {
        float facing = abs(dot(normalize(normal.xyz), normalize(toEye)));
        color = instanceColor(instance) * (0.6 + 0.4 * facing);
    }
    if (kTint && int(instance) == view.selection.x)
        color = mix(color, view.tint.rgb, view.tint.a);
    outColor = vec4(color, 1.0);
    if (kWriteIds)
        outInstance = instance;
}
